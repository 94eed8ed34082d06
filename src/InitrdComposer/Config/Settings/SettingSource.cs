using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>The layer that settings are read from: turns positions into locations and remembers which setting came from where.</summary>
/// <param name="file">As messages name it: a file, or "command line".</param>
/// <param name="origins">Those of all layers.</param>
internal sealed class SettingSource(string file, SettingOrigins origins)
{
    public SettingOrigins Origins => origins;

    /// <summary>What the layer's relative paths start from, itself relative to the recipe's folder; "" is that folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>All of it stands at one place, which the positions of its values do not know: an option of a drop-in, of the command line.</summary>
    public SourceLocation? Place { get; init; }

    /// <summary>The same layer, laid over other settings.</summary>
    public SettingSource For(SettingOrigins others) => new(file, others) { Folder = Folder, Place = Place };

    public SourceLocation At(DataPosition position) => Place ?? new(file, position);

    /// <summary>A path of this layer as the recipe would write it.</summary>
    public string FromRecipe(string path) => HostPath.Join(Folder, path);

    /// <summary>The setting has this value and no other any more.</summary>
    public void Record(string path, TomlEntry entry)
    {
        origins.Forget(path);
        origins.Record(path, At(entry.KeyPosition));
        RecordElements(path, 0, entry.Value);
    }

    /// <summary>Elements follow those that are there.</summary>
    /// <param name="first">The index of the first.</param>
    public void RecordElements(string path, int first, TomlValue value)
    {
        if (value is not TomlArray array) return;
        for (int i = 0; i < array.Items.Count; i++) origins.Record($"{path}.{first + i}", At(array.Items[i].Position));
    }

    /// <summary>The value at hand is not what the setting takes.</summary>
    public ComposerException Refuse(DiagnosticId id, string path, TomlValue value, string expected, string? hint = null) =>
        new(id, $"{path}: got {Describe(value)}, expected {expected}", At(value.Position), hint);

    private static string Describe(TomlValue value) => value switch
    {
        TomlString text => TomlText.Quote(Cut(WithoutCredentials(text.Value))),
        TomlInteger integer => $"{integer.Value}",
        TomlBoolean boolean => boolean.Value ? "true" : "false",
        _ => $"{(value.Kind[0] is 'a' or 'i' or 'o' ? "an" : "a")} {value.Kind}",
    };

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";

    /// <summary>Messages end up in logs.</summary>
    private static string WithoutCredentials(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3) return text;
        int end = text.IndexOfAny(['/', '?', '#'], start);
        int at = text.AsSpan(start, (end < 0 ? text.Length : end) - start).LastIndexOf('@');
        return at < 0 ? text : $"{text[..start]}...{text[(start + at)..]}";
    }
}
