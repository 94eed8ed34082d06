using InitrdComposer.Config.Settings;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>What an element of an option's value does to a setting.</summary>
internal static class OptionValues
{
    public static IEnumerable<SettingChange> Append(string text) => [new(ChangeKind.Append, text) { IsLiteral = true }];

    /// <summary>May match nothing, as in mkosi.</summary>
    public static IEnumerable<SettingChange> AppendOptional(string text) => Append(text.StartsWith('?') ? text : $"?{text}");

    public static IEnumerable<SettingChange> Replace(string text) => [new(ChangeKind.Replace, text) { IsLiteral = true }];

    /// <summary>In mkosi "1", "yes", "true", "on" and their opposites.</summary>
    public static IEnumerable<SettingChange> Boolean(string text) => Replace(IsYes(text) ? "true" : IsNo(text) ? "false" : text);

    public static IEnumerable<SettingChange> Architecture(string text) => Replace(text switch
    {
        "x86-64" => "x86_64",
        "arm64" => "aarch64",
        _ => text,
    });

    public static IEnumerable<SettingChange> Compression(string text) => Replace(text switch
    {
        _ when IsYes(text) => "zstd",
        _ when IsNo(text) => "none",
        "gz" => "gzip",
        "zst" => "zstd",
        _ => text,
    });

    /// <summary>mkosi takes them from the root, with a slash in front or without.</summary>
    public static IEnumerable<SettingChange> RemovedFile(string text) => AppendOptional(text[0] is '/' ? text : $"/{text}");

    /// <summary>SOURCE, or SOURCE:TARGET, where TARGET starts at the root in any case.</summary>
    public static IEnumerable<SettingChange> Tree(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string source = colon < 0 ? text : text[..colon];
        string target = colon < 0 ? "/" : "/" + text[(colon + 1)..].TrimStart('/');
        return [new(ChangeKind.Append, $"{{ source = {TomlText.Quote(source)}, target = {TomlText.Quote(target)} }}")];
    }

    /// <summary>A regular expression of former days, or one of the names that stand for lists.</summary>
    public static IEnumerable<SettingChange> Regex(string text) => Append(text is DefaultModules.Name or "host" ? text : $"re:{text}");

    /// <summary>With any of these, all modules go in but those that match; what is included by other patterns stays.</summary>
    public static IEnumerable<SettingChange> AllModulesBut(string text) => [new(ChangeKind.Prepend, $"?-re:{text}") { IsLiteral = true }, new(ChangeKind.Prepend, "*") { IsLiteral = true }];

    public static IEnumerable<SettingChange> NoFirmware(string text) => [new(ChangeKind.Prepend, $"?-re:{text}") { IsLiteral = true }];

    public static bool IsYes(string text) => text is "1" or "yes" or "y" or "true" or "t" or "on" or "always";

    public static bool IsNo(string text) => text is "0" or "no" or "n" or "false" or "f" or "off" or "never";
}
