using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Import;

/// <summary>A line of a recipe to be written: a value, or an element of an array, and where it comes from.</summary>
/// <param name="Setting">Its whole name: "packages.install".</param>
/// <param name="Toml">The value as TOML writes it.</param>
/// <param name="Comment">Behind it; null: none.</param>
internal sealed record DraftLine(string Setting, string Toml, string? Comment)
{
    /// <summary>One of several of an array.</summary>
    public bool IsElement { get; init; }

    /// <summary>Of an array of tables, which table.</summary>
    public int Instance { get; init; }

    /// <summary>Written as a comment: for people to decide.</summary>
    public bool IsOff { get; init; }

    public static DraftLine Element(string setting, string text, string? comment = null) => new(setting, TomlText.Quote(text), comment) { IsElement = true };

    public static DraftLine Value(string setting, string text, string? comment = null) => new(setting, TomlText.Quote(text), comment);
}

/// <summary>Writes a recipe with comments, tables in the order of the reference.</summary>
internal static class RecipeDraft
{
    /// <summary>"[[" in front: an array of tables.</summary>
    private static readonly string[] Tables = ["", "[[repositories", "packages", "roles", "modules", "finalize", "[[extra-trees", "initrd", "uki", "[[uki.sign"];

    /// <param name="head">Lines of a comment at the top.</param>
    public static string Write(IEnumerable<string> head, IReadOnlyCollection<DraftLine> lines)
    {
        var text = new StringBuilder();
        foreach (string line in head) text.Append(line.Length == 0 ? "#\n" : $"# {line}\n");
        foreach (string table in Tables)
        {
            string name = table.TrimStart('[');
            foreach (IGrouping<int, DraftLine> instance in lines.Where(line => TableOf(line.Setting) == name).GroupBy(line => line.Instance))
            {
                text.Append('\n');
                if (name.Length > 0) text.Append(table[0] == '[' ? $"[[{name}]]\n" : $"[{name}]\n");
                foreach (IGrouping<string, DraftLine> setting in instance.GroupBy(line => line.Setting, StringComparer.Ordinal))
                {
                    Append(text, setting.Key[(name.Length == 0 ? 0 : name.Length + 1)..], [.. setting]);
                }
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string key, ImmutableArray<DraftLine> lines)
    {
        if (!lines[0].IsElement)
        {
            text.Append(null, $"{key} = {lines[0].Toml}{(lines[0].Comment is string comment ? $"  # {Comment(comment)}" : "")}\n");
            return;
        }

        text.Append(null, $"{key} = [\n");
        foreach (DraftLine line in lines.DistinctBy(line => (line.Toml, line.IsOff)))
        {
            text.Append(null, $"  {(line.IsOff ? "# " : "")}{line.Toml},{(line.Comment is string comment ? $"  # {Comment(comment)}" : "")}\n");
        }

        text.Append("]\n");
    }

    /// <summary>In one line, without characters that TOML has not in comments.</summary>
    private static string Comment(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string TableOf(string setting)
    {
        string? table = Tables.Select(name => name.TrimStart('[')).Where(name => name.Length > 0 && setting.StartsWith(name + ".", StringComparison.Ordinal)).MaxBy(name => name.Length);
        return table ?? "";
    }
}
