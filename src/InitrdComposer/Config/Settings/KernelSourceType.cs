using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A package, or { directory = "..." }.</summary>
internal sealed class KernelSourceType() : SettingType<KernelSource>("package, or { directory }")
{
    private static readonly LocatedType<string> Spec = new(new TextType(TextRules.PackageSpec));
    private static readonly LocatedType<string> Path = new(new TextType(TextRules.HostPath));

    private static readonly ImmutableArray<Setting<KernelSource.Directory>> Rows =
    [
        new ValueSetting<KernelSource.Directory, Located<string>>(
            "directory", Path, default, d => d.Path, (d, v) => d with { Path = v }, "A kernel's build or installation folder.", "\"../linux\"") { MustBeGiven = true },
    ];

    public override KernelSource Read(TomlValue value, string path, SettingSource source) => value is TomlTable table
        ? SettingRows.Read(Rows, new KernelSource.Directory(default), table, path, path + ".", source)
        : new KernelSource.Package(Spec.Read(value, path, source));

    public override TomlValue Parse(string text, bool isLiteral = false) => text.StartsWith('{') && SettingChange.AsToml(text) is TomlTable table ? table : Spec.Parse(text);

    public override WrittenValue Write(KernelSource value) => value switch
    {
        KernelSource.Package package => Spec.Write(package.Spec)!,
        KernelSource.Directory folder => new WrittenValue.Scalar($"{{ directory = {Path.Write(folder.Path)} }}"),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
