using System.Buffers;
using System.IO.Compression;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Compression.Native;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Unpacks single blocks of an image. Keeps the last few, for files are read in pieces and share fragments. Thread-safe.</summary>
internal sealed class BlockReader(PositionalSource image, SquashfsSuperblock superblock)
{
    private const int MaxKept = 16;

    private readonly System.Threading.Lock _guard = new();
    private readonly Dictionary<BlockKey, byte[]> _blocks = [];
    private readonly Queue<BlockKey> _order = [];

    public PositionalSource Image => image;

    public SquashfsSuperblock Superblock => superblock;

    /// <summary>What a block unpacks to.</summary>
    /// <param name="offset">Of its bytes in the image.</param>
    /// <param name="size">Bytes in the image.</param>
    /// <param name="isStored">It is not compressed.</param>
    /// <param name="limit">Most bytes that it may unpack to.</param>
    /// <exception cref="MalformedDataException">It is not in the image, damaged, or unpacks to more.</exception>
    public ReadOnlyMemory<byte> Read(long offset, int size, bool isStored, int limit)
    {
        var key = new BlockKey(offset, size, isStored, limit);
        lock (_guard)
        {
            if (_blocks.TryGetValue(key, out byte[]? known)) return known;
        }

        if (size > limit || offset > superblock.BytesUsed - size)
        {
            throw new MalformedDataException(SquashfsSuperblock.FormatName, offset, "block", $"{size} bytes", $"at most {Math.Min(limit, Math.Max(0, superblock.BytesUsed - offset))}");
        }

        byte[] packed = new byte[size];
        image.ReadExactlyAt(offset, packed);
        byte[] block = isStored ? packed : Unpack(packed, offset, limit);
        lock (_guard)
        {
            if (!_blocks.TryAdd(key, block)) return block;
            _order.Enqueue(key);
            if (_order.Count > MaxKept) _blocks.Remove(_order.Dequeue());
        }

        return block;
    }

    private byte[] Unpack(byte[] packed, long offset, int limit)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            int length = superblock.Format == CompressionFormat.Lz4Legacy ? LibLz4.Decompress(packed, buffer.AsSpan(0, limit)) : Fill(packed, offset, buffer.AsSpan(0, limit + 1));
            return length >= 0 && length <= limit
                ? buffer.AsSpan(0, length).ToArray()
                : throw new MalformedDataException(SquashfsSuperblock.FormatName, offset, "block", length < 0 ? "data that is not lz4's" : "more", $"at most {limit} bytes");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private int Fill(byte[] packed, long offset, Span<byte> into)
    {
        try
        {
            var input = new MemoryStream(packed);
            using Stream data = superblock.Format == CompressionFormat.Gzip ? new ZLibStream(input, CompressionMode.Decompress) : Decompressor.Open(input, superblock.Format, offset);
            return data.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // The latter where zlib wants a dictionary: what is read lies in memory.
            throw new MalformedDataException(SquashfsSuperblock.FormatName, offset, "block", "data that is not zlib's", "a compressed block", exception);
        }
    }

    /// <summary>All that decides what a block unpacks to: who says something else of the same place is not to get what another has unpacked.</summary>
    private readonly record struct BlockKey(long Offset, int Size, bool IsStored, int Limit);
}
