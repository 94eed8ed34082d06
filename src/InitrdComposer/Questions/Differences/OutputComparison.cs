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
/// Two output folders side by side: one that is there and one that was built anew. Every file is compared byte by byte, and where it differs its format says what does; but for envelopes, whose
/// signatures only those make who have the key, and by ECDSA another one each time: of them what is signed is compared with the provenance that came out.
/// </summary>
/// <param name="Differences">In order of their files' names; empty: all is the same.</param>
/// <param name="Compared">How many files and links were compared byte by byte.</param>
/// <param name="Envelopes">The files of which what is signed was compared alone.</param>
public sealed record OutputComparison(ImmutableArray<OutputDifference> Differences, int Compared, ImmutableArray<string> Envelopes)
{
    /// <summary>Texts are compared in memory.</summary>
    private const long MaxText = 256 << 20;

    /// <param name="disk">Where both are.</param>
    /// <param name="given">The folder that is there.</param>
    /// <param name="rebuilt">The one that was built anew, by somebody who signs no provenance.</param>
    /// <param name="envelopes">The signed provenances that the one that is there must have.</param>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public static OutputComparison Of(Disk disk, string given, string rebuilt, ImmutableArray<string> envelopes)
    {
        var view = new DiskView(disk);
        IReadOnlyList<string> givenNames = view.FilesBelow(given), rebuiltNames = view.FilesBelow(rebuilt);
        string[] whole = [.. givenNames.Union(rebuiltNames, StringComparer.Ordinal).Except(envelopes)];
        return new(
            [
                .. from name in whole.Concat(envelopes).Order(StringComparer.Ordinal)
                   let found = envelopes.Contains(name) ? InEnvelope(disk, name, given, rebuilt)
                       : !givenNames.Contains(name) ? new Difference(null, "file", "nothing", "a file")
                       : !rebuiltNames.Contains(name) ? new Difference(null, "file", "a file", "nothing")
                       : InLink(view, Path.Combine(given, name), Path.Combine(rebuilt, name)) ?? InFile(disk, name, Path.Combine(given, name), Path.Combine(rebuilt, name))
                   where found is not null
                   select new OutputDifference(name, found),
            ],
            whole.Length,
            envelopes);
    }

    /// <summary>Against the provenance beside it that came out again.</summary>
    private static Difference? InEnvelope(Disk disk, string name, string given, string rebuilt)
    {
        string provenance = name[..^AttestationFiles.BundleSuffix.Length] + AttestationFiles.ProvenanceSuffix;
        return disk.Has(Path.Combine(given, name))
            ? EnvelopeDifference.Find(FileSource.ReadAllBytes(disk, Path.Combine(given, name), DsseReader.MaxLength), FileSource.ReadAllBytes(disk, Path.Combine(rebuilt, provenance), DsseReader.MaxLength))
            : new(null, "file", "nothing", $"an envelope of {provenance}, which the recipe wants signed");
    }

    private static Difference? InLink(DiskView view, string given, string rebuilt) => (view.LinkTarget(given), view.LinkTarget(rebuilt)) is var (was, becomes) && was != becomes
        ? new(null, "target", Words(was), Words(becomes))
        : null;

    private static string Words(string? target) => target ?? "no link";

    private static Difference? InFile(Disk disk, string name, string given, string rebuilt)
    {
        if (new DiskView(disk).LinkTarget(given) is not null) return null; // where both point has been compared
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
