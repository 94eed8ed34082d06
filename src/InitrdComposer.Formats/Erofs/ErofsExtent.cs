namespace InitrdComposer.Formats.Erofs;

/// <summary>A piece of a compressed file that is unpacked as one: the kernel's map of an extent (Linux, fs/erofs/internal.h, struct erofs_map_blocks).</summary>
/// <param name="Start">In the file.</param>
/// <param name="Length">Bytes that come out.</param>
/// <param name="Place">In the image; of a fragment, in the packed inode.</param>
/// <param name="Stored">Bytes at <paramref name="Place"/>; of a fragment, as many as come out.</param>
/// <param name="IsBeginning">More than that would come out: other files, or other places of this one, use it too.</param>
/// <param name="Rotation">Of a block that is interlaced: where in it the extent begins.</param>
internal readonly record struct ErofsExtent(long Start, long Length, long Place, int Stored, ErofsEncoding Encoding, bool IsBeginning, int Rotation)
{
    /// <summary>Z_EROFS_PCLUSTER_MAX_SIZE: most bytes that an extent has in the image.</summary>
    public const int MaxStored = 1 << 20;

    /// <summary>Z_EROFS_PCLUSTER_MAX_DSIZE: most bytes that come out of an extent.</summary>
    public const int MaxLength = 12 << 20;
}

/// <summary>Z_EROFS_COMPRESSION_*, and what is not compressed.</summary>
internal enum ErofsEncoding
{
    Lz4,
    Lzma,
    Deflate,
    Zstd,

    /// <summary>As it is.</summary>
    Plain,

    /// <summary>In the packed inode.</summary>
    Fragment,
}
