using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Modules;
using InitrdComposer.Removal;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>What has to be packed for one or several initrds: what they share stands here once.</summary>
/// <param name="Segments">Each once, by key.</param>
/// <param name="Initrds">In the order of the trees.</param>
public sealed record InitrdPlan(ImmutableArray<Segment> Segments, ImmutableArray<PlannedInitrd> Initrds)
{
    private const string Microcode = "microcode";

    /// <param name="trees">What the kernel shall find; the first of each kernel is the one that others are variants of.</param>
    /// <param name="microcode">From <see cref="EarlyMicrocode"/>: an uncompressed archive of its own, in front; null: none.</param>
    /// <param name="contents">Bodies, for files whose package promises another digest than SHA-256, and /etc/passwd and /etc/group.</param>
    /// <param name="encoder">Of all segments but microcode.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970: no file's mtime is later.</param>
    /// <exception cref="ComposerException">A tree holds something that would not arrive in the running kernel.</exception>
    public static InitrdPlan Of(IReadOnlyList<InitrdTree> trees, RootTree? microcode, IContents contents, Compressor encoder, long epoch)
    {
        var segments = new Dictionary<Digest, Segment>();
        var divisions = new Dictionary<string, SegmentDivision>(StringComparer.Ordinal);
        Segment? early = microcode is null ? null : Share(Microcode, microcode, Compressor.Of(CompressionFormat.None), OwnerNumbers.Of(microcode, contents));
        ImmutableArray<PlannedInitrd> initrds = [.. trees.Select(Plan)];
        return new([.. segments.Values], initrds);

        PlannedInitrd Plan(InitrdTree initrd)
        {
            var owners = OwnerNumbers.Of(initrd.Tree, contents);
            var whole = InitrdLayout.Of(initrd.Tree, owners, epoch);
            if (!divisions.TryGetValue(initrd.Kernel ?? "", out SegmentDivision? division)) divisions.Add(initrd.Kernel ?? "", division = SegmentDivision.Of(initrd.Tree));
            IEnumerable<Segment> own = division.Divide(initrd.Tree, initrd.Variant is string variant ? $"variant-{variant}" : "rest").Select(part => Share(part.Name, part.Slice, encoder, owners));
            return new(
                [.. early is null ? [] : (Segment[])[early], .. own], ContentDigest.Of(whole.Entries, contents),
                [.. owners.Unknown(initrd.Tree), .. whole.LostAttributes]);
        }

        Segment Share(string name, RootTree tree, Compressor how, OwnerNumbers owners)
        {
            var layout = InitrdLayout.Of(tree, owners, epoch);
            var segment = new Segment(name, layout, how, ContentDigest.Of(layout.Entries, contents));
            return segments.TryAdd(segment.Key, segment) ? segment : segments[segment.Key];
        }
    }
}

/// <summary>An initrd before it is packed.</summary>
/// <param name="Kernel">The kernel release whose modules are in it; null: none.</param>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
public sealed record InitrdTree(string? Kernel, string? Variant, RootTree Tree)
{
    /// <summary>What the recipe's remove-with-libraries left out of the tree.</summary>
    public ImmutableArray<RemovedFile> Removed { get; init; } = [];

    /// <summary>The kernel modules in the tree, by path, each with its reason.</summary>
    public ImmutableArray<SelectedModule> Modules { get; init; } = [];

    /// <summary>How many modules modules.dep names: those in the image, or all of the kernel, which extensions may bring.</summary>
    public int IndexedModules { get; init; }
}

/// <summary>An initrd as a row of segments.</summary>
/// <param name="ContentDigest">Of what it unpacks to: the same for every encoder and however it is divided.</param>
/// <param name="Notices">What cannot be kept.</param>
public sealed record PlannedInitrd(ImmutableArray<Segment> Segments, Digest ContentDigest, ImmutableArray<Notice> Notices);
