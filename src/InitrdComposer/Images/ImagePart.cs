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
}
