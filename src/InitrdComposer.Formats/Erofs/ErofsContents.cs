using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>Opens the data of inodes by its layout (Linux, fs/erofs/erofs_fs.h, EROFS_INODE_*).</summary>
/// <param name="packed">What has the fragments of other inodes; null: no inode has.</param>
internal sealed class ErofsContents(PositionalSource image, ErofsSuperblock superblock, Lazy<PositionalSource?> packed)
{
    private const int FlatPlain = 0;
    private const int CompressedFull = 1;
    private const int FlatInline = 2;
    private const int CompressedCompact = 3;
    private const int ChunkBased = 4;

    private const uint ChunkBitsMask = 0x1F;
    private const uint ChunkIndexes = 0x20;

    private static readonly Lazy<PositionalSource?> None = new((PositionalSource?)null);

    private readonly ErofsUnpacked _unpacked = new(image, superblock);

    /// <summary>Bytes of all files together that the image's length makes credible, as of compressed streams: places may be in several files, and holes take nothing.</summary>
    private long _left = Math.Max(Decompressor.UnratedLength, checked(image.Length * Decompressor.MaxRatio));

    /// <exception cref="MalformedDataException">The data is not in the image, of a layout that is not read here, or more than is credible.</exception>
    public PositionalSource Of(in ErofsData data)
    {
        bool isFlat = data.Layout is FlatPlain or FlatInline;
        ErofsReader.Require(!isFlat || data.Size <= (ulong)image.Length, data.Inode + 8, "i_size", $"{data.Size}", $"at most {image.Length}");
        ErofsReader.Require(data.Size <= (ulong)_left, data.Inode + 8, "i_size", $"{data.Size}", $"at most {_left} after the files before");
        long size = (long)data.Size;
        // The packed inode is no file: what it holds is in those.
        if (data.Number != superblock.Packed) _left -= size;
        switch (data.Layout)
        {
            case FlatPlain or FlatInline:
                return Flat(data, size);
            case CompressedFull or CompressedCompact:
                if (size == 0) return PositionalSource.OfBytes(default);
                var map = new ErofsExtentMap(image, superblock, size, data.Layout == CompressedCompact, data.Behind);
                return new ErofsCompressedContent(_unpacked, map, size, data.Number == superblock.Packed ? None : packed);
            case ChunkBased:
                return Chunked(data, size);
            default:
                throw new MalformedDataException(ErofsReader.Format, data.Inode, ErofsReader.DataLayout, $"data layout {data.Layout}", "one of 0 to 4");
        }
    }

    private ErofsContent Flat(in ErofsData data, long size)
    {
        long tail = data.Layout == FlatInline ? size % superblock.BlockSize : 0;
        long whole = size - tail;
        return new(image.Part(whole == 0 ? 0 : (long)data.Union << superblock.BlockBits, whole, "raw_blkaddr"), image.Part(data.Behind, tail, "inline data"));
    }

    private ErofsChunkedContent Chunked(in ErofsData data, long size)
    {
        uint format = data.Union & 0xFFFF;
        ErofsReader.Require((format & ~(ChunkBitsMask | ChunkIndexes)) == 0, data.Inode, ErofsReader.DataLayout, $"chunks of format 0x{format:X}", "a chunk's bits and indexes");
        int chunkBits = superblock.BlockBits + (int)(format & ChunkBitsMask);
        int entrySize = (format & ChunkIndexes) != 0 ? ErofsChunkedContent.IndexSize : ErofsChunkedContent.AddressSize;
        long chunks = (size + (1L << chunkBits) - 1) >> chunkBits;
        return new(image, superblock, size, image.Part(Alignment.Up(data.Behind, entrySize), chunks * entrySize, "chunk index"), entrySize, chunkBits);
    }
}

/// <summary>What an inode says of its data.</summary>
/// <param name="Number">Of the inode.</param>
/// <param name="Inode">Where it is.</param>
/// <param name="Layout">EROFS_INODE_*.</param>
/// <param name="Size">i_size.</param>
/// <param name="Union">i_u.</param>
/// <param name="Behind">Where the inode and its attributes end.</param>
internal readonly record struct ErofsData(ulong Number, long Inode, int Layout, ulong Size, uint Union, long Behind);
