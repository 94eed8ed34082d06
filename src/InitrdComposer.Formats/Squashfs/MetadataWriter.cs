using System.Buffers.Binary;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>A table as a row of metadata blocks: 8 KiB each before they are compressed, and two bytes of length before each. Kept in memory.</summary>
internal sealed class MetadataWriter(BlockCompressor compressor)
{
    public const int BlockSize = 8192;

    /// <summary>In a length: the block is stored as it is.</summary>
    private const int IsStored = 0x8000;

    private readonly MemoryStream _blocks = new();
    private readonly List<long> _starts = [];
    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _compressed = new byte[BlockCompressor.RoomFor(BlockSize)];
    private int _filled;

    /// <summary>Where the next byte will be.</summary>
    public MetadataPosition Position => new(_blocks.Length, _filled);

    /// <summary>Offsets of the blocks in the table.</summary>
    public IReadOnlyList<long> Starts => _starts;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, BlockSize - _filled);
            bytes[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            bytes = bytes[count..];
            if (_filled == BlockSize) Flush();
        }
    }

    /// <summary>The whole table; nothing may be written after.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_filled > 0) Flush();
        return _blocks.GetBuffer().AsMemory(0, (int)_blocks.Length);
    }

    private void Flush()
    {
        _starts.Add(_blocks.Length);
        int length = compressor.Compress(_block.AsSpan(0, _filled), _compressed);
        bool isStored = length >= _filled;
        Span<byte> header = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(isStored ? _filled | IsStored : length));
        _blocks.Write(header);
        _blocks.Write(isStored ? _block.AsSpan(0, _filled) : _compressed.AsSpan(0, length));
        _filled = 0;
    }
}

/// <summary>A place in a table of metadata blocks.</summary>
/// <param name="Block">Offset of the block.</param>
/// <param name="Offset">In what it unpacks to.</param>
internal readonly record struct MetadataPosition(long Block, int Offset);
