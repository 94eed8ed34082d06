using System.Buffers.Binary;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Reads fields of a table of metadata blocks, one after the other, over the blocks' borders.</summary>
internal ref struct MetadataReader
{
    private const int IsStored = 0x8000;
    private const int HeaderSize = 2;

    private readonly BlockReader _blocks;
    private readonly long _end;
    private readonly byte[] _scratch = new byte[8];
    private ReadOnlyMemory<byte> _block;
    private long _next;
    private int _position;

    /// <param name="start">Offset in the image of the block to begin in.</param>
    /// <param name="position">In what it unpacks to.</param>
    /// <param name="end">Where the table ends.</param>
    public MetadataReader(BlockReader blocks, long start, int position, long end)
    {
        (_blocks, _next, _end) = (blocks, start, end);
        Advance();
        SquashfsSuperblock.Require(position <= _block.Length, start, "offset in a metadata block", $"{position}", $"at most {_block.Length}");
        _position = position;
    }

    /// <summary>Of the block that the next field is in: errors say this, for what is compressed has no offsets.</summary>
    public long Offset { get; private set; }

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Fill(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Fill(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Fill(8));

    /// <param name="count">Within a limit that the caller has looked at.</param>
    public byte[] Take(int count)
    {
        byte[] taken = new byte[count];
        Read(taken);
        return taken;
    }

    public void Skip(int count)
    {
        while (count > 0)
        {
            if (_position == _block.Length) Advance();
            int step = Math.Min(count, _block.Length - _position);
            _position += step;
            count -= step;
        }
    }

    private readonly ReadOnlySpan<byte> Scratch(int count) => _scratch.AsSpan(0, count);

    private ReadOnlySpan<byte> Fill(int count)
    {
        Read(_scratch.AsSpan(0, count));
        return Scratch(count);
    }

    private void Read(Span<byte> into)
    {
        while (into.Length > 0)
        {
            if (_position == _block.Length) Advance();
            int count = Math.Min(into.Length, _block.Length - _position);
            _block.Span.Slice(_position, count).CopyTo(into);
            _position += count;
            into = into[count..];
        }
    }

    /// <summary>A block of nothing would go on for ever.</summary>
    private void Advance()
    {
        SquashfsSuperblock.Require(_next >= SquashfsSuperblock.Size && _next <= _end - HeaderSize, _next, "metadata block", $"offset {_next}", $"before the table's end at {_end}");
        Span<byte> header = stackalloc byte[HeaderSize];
        _blocks.Image.ReadExactlyAt(_next, header);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header);
        int length = size & ~IsStored;
        Offset = _next;
        SquashfsSuperblock.Require(length > 0 && length <= _end - HeaderSize - _next, _next, "metadata block", $"{length} bytes", $"from 1 to {_end - HeaderSize - _next}");
        _block = _blocks.Read(_next + HeaderSize, length, (size & IsStored) != 0, MetadataWriter.BlockSize);
        SquashfsSuperblock.Require(_block.Length > 0, _next, "metadata block", "nothing in it", $"up to {MetadataWriter.BlockSize} bytes");
        _next += HeaderSize + length;
        _position = 0;
    }
}
