using System.Collections.Immutable;
using InitrdComposer.Attestation;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Questions.Differences;

/// <summary>A file in which two output folders differ.</summary>
/// <param name="File">Its name there.</param>
/// <param name="First">The first difference in it, in the order in which one explains the next.</param>
public sealed record OutputDifference(string File, Difference First)
{
    public override string ToString() => $"{File}: {First}";
}

/// <summary>
/// Compares the outputs of two builds, looking into the formats where bytes differ. Of a signed provenance what is signed counts: its signature may be another one each time, and whoever
/// rebuilds need not have the key.
/// </summary>
public static class OutputComparison
{
    /// <summary>Texts are compared in memory.</summary>
    private const long MaxText = 256 << 20;

    /// <summary>The files that differ, in order of their names.</summary>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public static ImmutableArray<OutputDifference> Compare(Disk disk, string given, string rebuilt)
    {
        var view = new DiskView(disk);
        IReadOnlyList<string> givenNames = view.FilesBelow(given), rebuiltNames = view.FilesBelow(rebuilt);
        return
        [
            .. from name in givenNames.Union(rebuiltNames, StringComparer.Ordinal).Order(StringComparer.Ordinal)
               let found = name.EndsWith(AttestationFiles.BundleSuffix, StringComparison.Ordinal) ? CompareEnvelope(disk, name, given, rebuilt)
                   : !givenNames.Contains(name) ? new Difference(null, "file", "nothing", "a file")
                   : !rebuiltNames.Contains(name) ? new Difference(null, "file", "a file", "nothing")
                   : CompareFile(disk, name, Path.Combine(given, name), Path.Combine(rebuilt, name))
               where found is not null
               select new OutputDifference(name, found),
        ];
    }

    /// <summary>Null where somebody signed anew what is not there: that says nothing else than the provenance beside it.</summary>
    private static Difference? CompareEnvelope(Disk disk, string name, string given, string rebuilt)
    {
        string provenance = name[..^AttestationFiles.BundleSuffix.Length] + AttestationFiles.ProvenanceSuffix;
        return disk.Has(Path.Combine(given, name)) && disk.Has(Path.Combine(rebuilt, provenance))
            ? EnvelopeDifference.Find(FileSource.ReadAllBytes(disk, Path.Combine(given, name), DsseEnvelope.MaxLength), FileSource.ReadAllBytes(disk, Path.Combine(rebuilt, provenance), DsseEnvelope.MaxLength))
            : null;
    }

    private static Difference? CompareFile(Disk disk, string name, string given, string rebuilt)
    {
        using var left = FileSource.Open(disk, given);
        using var right = FileSource.Open(disk, rebuilt);
        if (ByteDifference.FirstOffset(left, right) is not long offset) return null;
        return InFormat(Path.GetExtension(name), left, right) ?? ByteDifference.At(left, right, offset);
    }

    /// <summary>Null: the format is unknown, or cannot tell.</summary>
    private static Difference? InFormat(string extension, PositionalSource given, PositionalSource rebuilt) => extension switch
    {
        ".initrd" => InitrdDifference.Find(given, rebuilt),
        ".efi" => PEDifference.Find(given, rebuilt),
        ".raw" => InImage(given, rebuilt),
        ".json" when IsText(given, rebuilt) => JsonDifference.Find(given.ReadAll(), rebuilt.ReadAll()) ?? TextDifference.Find(given.ReadAll(), rebuilt.ReadAll()),
        ".lock" or ".toml" when IsText(given, rebuilt) => TextDifference.Find(given.ReadAll(), rebuilt.ReadAll()),
        _ => null,
    };

    /// <summary>A disk image, or a file system alone: what was made anew is one of them.</summary>
    private static Difference? InImage(PositionalSource given, PositionalSource rebuilt) =>
        SquashfsReader.IsSquashfs(rebuilt) ? SquashfsDifference.Find(given, rebuilt) : DiskDifference.Find(given, rebuilt);

    private static bool IsText(PositionalSource given, PositionalSource rebuilt) => Math.Max(given.Length, rebuilt.Length) <= MaxText;
}
