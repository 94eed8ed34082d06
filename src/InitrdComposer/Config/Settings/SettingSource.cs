using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>The file that settings are read from: turns positions into locations and remembers which setting came from where.</summary>
internal sealed class SettingSource(string file)
{
    private readonly ImmutableDictionary<string, SourceLocation>.Builder _origins = ImmutableDictionary.CreateBuilder<string, SourceLocation>();

    public ImmutableDictionary<string, SourceLocation> Origins => _origins.ToImmutable();

    public SourceLocation At(DataPosition position) => new(file, position);

    public void Record(string path, TomlEntry entry)
    {
        _origins[path] = At(entry.KeyPosition);
        if (entry.Value is not TomlArray array) return;
        for (int i = 0; i < array.Items.Count; i++) _origins[$"{path}.{i}"] = At(array.Items[i].Position);
    }

    /// <summary>The value at hand is not what the setting takes.</summary>
    public ComposerException Refuse(DiagnosticId id, string path, TomlValue value, string expected, string? hint = null) =>
        new(id, $"{path}: got {Describe(value)}, expected {expected}", At(value.Position), hint);

    private static string Describe(TomlValue value) => value switch
    {
        TomlString text => TomlText.Quote(text.Value.Length <= 100 ? text.Value : text.Value[..100] + "…"),
        TomlInteger integer => $"{integer.Value}",
        TomlBoolean boolean => boolean.Value ? "true" : "false",
        _ => $"{(value.Kind[0] is 'a' or 'i' or 'o' ? "an" : "a")} {value.Kind}",
    };
}
