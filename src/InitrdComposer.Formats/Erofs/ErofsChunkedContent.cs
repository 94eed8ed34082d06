using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>A file in chunks of one size, each anywhere in the image or nowhere: zeros (Linux, fs/erofs/erofs_fs.h, struct erofs_inode_chunk_index).</summary>
/// <param name="length">Bytes of the file.</param>
/// <param name="index">An entry for each chunk.</param>
/// <param name="entrySize">Of the index: <see cref="AddressSize"/> or <see cref="IndexSize"/>.</param>
/// <param name="chunkBits">Log2 of a chunk's bytes.</param>
internal sealed class ErofsChunkedContent(PositionalSource image, ErofsSuperblock superblock, long length, PositionalSource index, int entrySize, int chunkBits) : PositionalSource
{
    /// <summary>A block's address alone.</summary>
    public const int AddressSize = 4;

    /// <summary>With the device that it is on.</summary>
    public const int IndexSize = 8;

    private const uint Hole = uint.MaxValue;

    public override long Length => length;

    /// <exception cref="MalformedDataException">The chunk is not in the image.</exception>
    public override int ReadAt(long offset, Span<byte> into)
    {
        if (offset >= length || into.IsEmpty) return 0;
        long chunk = offset >> chunkBits, within = offset - (chunk << chunkBits);
        into = into[..(int)Math.Min(into.Length, Math.Min((1L << chunkBits) - within, length - offset))];
        uint block = BlockOf(chunk);
        if (block == Hole)
        {
            into.Clear();
            return into.Length;
        }

        long place = ((long)block << superblock.BlockBits) + within;
        ErofsReader.Require(place <= image.Length - into.Length, place, "blkaddr", $"{into.Length} bytes at {place}", $"what ends before {image.Length}");
        image.ReadExactlyAt(place, into);
        return into.Length;
    }

    /// <summary>Bytes that are in the image.</summary>
    public long StoredBytes()
    {
        long stored = 0;
        for (long chunk = 0; chunk << chunkBits < length; chunk++)
        {
            if (BlockOf(chunk) != Hole) stored += Math.Min(1L << chunkBits, length - (chunk << chunkBits));
        }

        return stored;
    }

    private uint BlockOf(long chunk)
    {
        Span<byte> entry = stackalloc byte[IndexSize];
        entry = entry[..entrySize];
        index.ReadExactlyAt(chunk * entrySize, entry);
        return BinaryPrimitives.ReadUInt32LittleEndian(entry[^AddressSize..]);
    }
}
