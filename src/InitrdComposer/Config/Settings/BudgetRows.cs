using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of [budget], a row each.</summary>
internal static class BudgetRows
{
    public static ImmutableArray<Setting<BudgetSettings>> All { get; } =
    [
        new ValueSetting<BudgetSettings, long?>(
            "stored", OptionalSize, null, b => b.Stored, (b, v) => b with { Stored = v },
            "How large each initrd's file may be.", "\"60M\"") { WhenUnset = "any size" },
        new ValueSetting<BudgetSettings, long?>(
            "unpacked", OptionalSize, null, b => b.Unpacked, (b, v) => b with { Unpacked = v },
            "How large its files may be, unpacked: what it takes of a machine's memory.", "\"180M\"") { WhenUnset = "any size" },
        new ValueSetting<BudgetSettings, long?>(
            "modules", new OptionalType<long, long?>(new NumberType(0, 100_000, RecipeDiagnostics.Value), v => v, v => v!.Value), null, b => b.Modules, (b, v) => b with { Modules = v },
            "How many kernel modules may be in it.", "400") { WhenUnset = "any number" },
        new ValueSetting<BudgetSettings, GrowthLimit?>(
            "growth", Growth, null, b => b.Growth, (b, v) => b with { Growth = v },
            "By how much its file may have grown since the build that `budget --against` names: a share, or a size.", "\"5%\"") { WhenUnset = "any growth" },
        new ValueSetting<BudgetSettings, GrowthLimit?>(
            "unpacked-growth", Growth, null, b => b.UnpackedGrowth, (b, v) => b with { UnpackedGrowth = v },
            "The same of its files, unpacked.", "\"8M\"") { WhenUnset = "any growth" },
        new ValueSetting<BudgetSettings, ImmutableArray<SizeLimit>>(
            "classes", new SizeLimitsType(), [], b => b.Classes, (b, v) => b with { Classes = v },
            "How large the files of a class may be, unpacked: classes of docs/reference/file-classes.md, or their wider levels.", "{ \"kernel modules\" = \"30M\", firmware = \"5M\" }"),
        new ValueSetting<BudgetSettings, ImmutableArray<SizeLimit>>(
            "packages", new SizeLimitsType(), [], b => b.Packages, (b, v) => b with { Packages = v },
            "The same of packages, by globs of their names; \"?\" in front may match none: with 0, what may not come in.", "{ systemd = \"12M\", \"?perl*\" = \"0\" }"),
    ];

    private static OptionalType<long, long?> OptionalSize => new(new SizeType(), v => v, v => v!.Value);

    private static OptionalType<string, GrowthLimit?> Growth => new(
        new TextType(new("share or size", RecipeDiagnostics.Value, text => GrowthLimit.IsValid(text) ? null : "a share such as \"5%\", or a size such as \"2M\"")), v => new(v), v => v!.Text);
}
