using System.Collections.Immutable;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Two images beside each other, or one alone: what each holds, what that takes, and what only one has.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second; null: one image alone is looked at, and all that is said of "b" is empty.</param>
/// <param name="Classes">Sizes by class, "kernel modules/fs" a row of its own; the largest first (of either side, unpacked).</param>
/// <param name="Packages">Sizes by package, in the same order; files that no package is known of are in none.</param>
/// <param name="Files">Every name of either image, sorted by its bytes.</param>
/// <param name="Modules">Kernel modules, by name.</param>
/// <param name="Firmware">By path below the firmware folder, without a suffix of compression.</param>
/// <param name="Features">What either image can do.</param>
/// <param name="Duplicates">Contents that an image stores more than once, the most wasteful first.</param>
public sealed record ImageComparison(
    ComparedImage A, ComparedImage? B, ImmutableArray<ComparedSize> Classes, ImmutableArray<ComparedSize> Packages, ImmutableArray<ComparedFile> Files, NameChanges Modules,
    NameChanges Firmware, ImmutableArray<ComparedFeature> Features, ImmutableArray<DuplicateContent> Duplicates)
{
    /// <summary>Whether the images unpack to something else: names, contents, modes, owners, targets, types, attributes; times aside.</summary>
    public bool IsDifferent => Files.Any(file => file.Change != FileChange.Same);
}

/// <summary>Files added up; of hard links one.</summary>
/// <param name="Files">Regular files.</param>
/// <param name="Unpacked">Their bytes.</param>
/// <param name="Stored">Their share of the bytes that the image stores.</param>
public readonly record struct SizeTotal(int Files, long Unpacked, long Stored)
{
    public static SizeTotal operator +(SizeTotal left, SizeTotal right) => new(left.Files + right.Files, left.Unpacked + right.Unpacked, left.Stored + right.Stored);

    public static SizeTotal operator -(SizeTotal left, SizeTotal right) => new(left.Files - right.Files, left.Unpacked - right.Unpacked, left.Stored - right.Stored);

    public static SizeTotal Add(SizeTotal left, SizeTotal right) => left + right;
}

/// <summary>A class or a package in both images.</summary>
/// <param name="Name">Of the class, or of the package without version: what is updated stays one row.</param>
public sealed record ComparedSize(string Name, SizeTotal A, SizeTotal B)
{
    /// <summary>Of a package, its versions; null: it is not there, or no package.</summary>
    public string? VersionA { get; init; }

    /// <inheritdoc cref="VersionA"/>
    public string? VersionB { get; init; }
}

/// <summary>Names that only one image has, and names whose content differs; each list sorted.</summary>
public sealed record NameChanges(ImmutableArray<string> OnlyA, ImmutableArray<string> OnlyB, ImmutableArray<string> Changed)
{
    public static NameChanges None { get; } = new([], [], []);

    public bool IsEmpty => OnlyA.IsEmpty && OnlyB.IsEmpty && Changed.IsEmpty;
}
