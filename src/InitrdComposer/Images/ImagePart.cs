using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Images;

/// <summary>A piece of an image that is stored as one: an archive, a section, a partition, a file system inside another.</summary>
/// <param name="Name">What it is, as a listing names it: "cpio", ".ucode", "squashfs".</param>
/// <param name="Offset">Where it begins in the file, in bytes; of one that is inside another, in what that one unpacks to.</param>
/// <param name="StoredLength">Bytes that it takes there, compressed.</param>
/// <param name="Compression">How they are compressed; of file systems, what the superblock says.</param>
/// <param name="Length">Bytes that come out; of a file system those of its files.</param>
public sealed record ImagePart(string Name, long Offset, long StoredLength, CompressionFormat Compression, long Length)
{
    /// <summary>The part that it is inside of, by its place in <see cref="OpenedImage.Parts"/>; null: the file.</summary>
    public int? Inside { get; init; }

    /// <summary>What of it takes how many of the stored bytes; null: all the same.</summary>
    internal CompressionMap? Map { get; init; }

    /// <summary>Stored bytes of a range of what comes out.</summary>
    internal double StoredBytes(long offset, long length) => Map?.StoredBytes(offset, length) ?? (Length == 0 ? 0 : (double)length * StoredLength / Length);

    /// <summary>Whether those are told by a ratio that is not the range's own.</summary>
    internal bool IsEstimated => Map?.IsEstimated ?? StoredLength != Length;
}
