using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Config.Settings;

/// <summary>The effective recipe as it is shown: TOML on the left, where it comes from in a column of comments on the right.</summary>
/// <param name="origins">Null: without the comments.</param>
internal sealed class EffectiveText(ImmutableDictionary<string, SourceLocation>? origins) : IEffectiveSettings
{
    /// <summary>Where the comments begin, unless a value is longer.</summary>
    private const int OriginColumn = 60;

    private readonly StringBuilder _text = new();

    public void Header(string header) => _text.Append(null, $"\n{header}\n");

    /// <summary>A table that is not there, which is another thing than an empty one.</summary>
    public void Missing(string header, string meaning) => _text.Append(null, $"\n# {header}: {meaning}\n");

    public void Value(string key, string toml, string path) => Line($"{key} = {toml}", path);

    /// <summary>One element a line, each with its own origin.</summary>
    public void List(string key, ImmutableArray<string> items, string path)
    {
        if (items.IsEmpty)
        {
            Line($"{key} = []", path);
            return;
        }

        Line($"{key} = [", path);
        for (int i = 0; i < items.Length; i++) Line($"  {items[i]},", $"{path}.{i}");
        _text.Append("]\n");
    }

    /// <summary>What is not set shows as a comment.</summary>
    public void Unset(string key, string meaning) => _text.Append(null, $"# {key}: {meaning}\n");

    public override string ToString() => _text.ToString();

    private void Line(string toml, string path)
    {
        if (origins is null)
        {
            _text.Append(null, $"{toml}\n");
            return;
        }

        string origin = origins.TryGetValue(path, out SourceLocation location) ? Short(location) : "default";
        _text.Append(null, $"{toml.PadRight(OriginColumn)}  # {origin}\n");
    }

    /// <summary>File and line. A file may be named anything, so nothing of it may end the comment.</summary>
    private static string Short(SourceLocation location) =>
        Printable.Escape(Encoding.UTF8.GetBytes(location.File)) + (location.Position?.Line is int line ? $":{line}" : "");
}
