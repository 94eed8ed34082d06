using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>How large a recipe's initrds may be; `budget` holds them to it.</summary>
/// <param name="Stored">Bytes of the initrd's file; null: any.</param>
/// <param name="Unpacked">Bytes of its files; null: any.</param>
/// <param name="Modules">Kernel modules; null: any number.</param>
/// <param name="Growth">Of the initrd's file, against an earlier build; null: any.</param>
/// <param name="UnpackedGrowth">The same of its files.</param>
/// <param name="Classes">Unpacked bytes of classes of files.</param>
/// <param name="Packages">Unpacked bytes of packages, by globs of their names; '?' in front: it may match none.</param>
public sealed record BudgetSettings(
    long? Stored, long? Unpacked, long? Modules, GrowthLimit? Growth, GrowthLimit? UnpackedGrowth, ImmutableArray<SizeLimit> Classes, ImmutableArray<SizeLimit> Packages)
{
    /// <summary>Anything goes.</summary>
    public static BudgetSettings None { get; } = new(null, null, null, null, null, [], []);
}

/// <summary>A limit of what has a name.</summary>
/// <param name="Name">With the place in the recipe.</param>
/// <param name="Bytes">At most.</param>
public sealed record SizeLimit(Located<string> Name, long Bytes);

/// <summary>By how much something may grow.</summary>
/// <param name="Text">As the recipe has it: "5%", "2M".</param>
public sealed record GrowthLimit(string Text)
{
    private const int MaxPercent = 10_000;

    /// <summary>The most that it may be.</summary>
    /// <param name="before">What it was, in bytes.</param>
    public long Allowed(long before) => PercentOf(Text) is decimal percent ? (long)(before * (1 + (percent / 100))) : before + ByteSize.Parse(Text)!.Value;

    /// <summary>Whether a text is one.</summary>
    public static bool IsValid(string text) => PercentOf(text) is not null || ByteSize.Parse(text) is not null;

    private static decimal? PercentOf(string text) =>
        text.EndsWith('%') && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) && percent <= MaxPercent ? percent : null;
}
