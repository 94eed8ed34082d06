using System.Collections.Immutable;
using InitrdComposer.Cpio;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Cpio;

/// <summary>Trees packed as a build packs them, in memory.</summary>
internal sealed record PackedInitrd(PlannedInitrd Plan, ImmutableArray<WrittenSegment> Segments, byte[] Bytes)
{
    public static readonly Compressor Plain = Compressor.Of(CompressionFormat.None);
    public static readonly Compressor Zstd = Compressor.Of(CompressionFormat.Zstd);

    public static PackedInitrd Of(RootTree tree, Compressor encoder, long epoch, RootTree? microcode = null, IContents? contents = null)
    {
        using var folder = new TempFolder();
        return AllOf([new(null, null, tree)], encoder, epoch, folder.Path, microcode, contents).Initrds[0];
    }

    /// <param name="store">Folder of the packed segments.</param>
    public static (ImmutableArray<PackedInitrd> Initrds, ImmutableArray<PackedSegment> Packed) AllOf(
        IReadOnlyList<InitrdTree> trees, Compressor encoder, long epoch, string store, RootTree? microcode = null, IContents? contents = null)
    {
        contents ??= GeneratedContents.Instance;
        var plan = InitrdPlan.Of(trees, microcode, contents, encoder, epoch);
        using var blobs = new BlobStore(store);
        ImmutableArray<PackedSegment> packed = SegmentPacker.Pack(plan.Segments, contents, blobs);
        return ([.. plan.Initrds.Select(Write)], packed);

        PackedInitrd Write(PlannedInitrd planned)
        {
            var row = InitrdRow.Of(planned, packed);
            var bytes = new byte[row.Bytes.Length];
            row.Bytes.ReadExactlyAt(0, bytes);
            return new(planned, row.Segments, bytes);
        }
    }
}
