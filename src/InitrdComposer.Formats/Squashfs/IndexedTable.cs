using System.Buffers.Binary;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>A table whose rows lie in metadata blocks that a list behind them names: fragments, ids, sets of attributes.</summary>
internal sealed class IndexedTable
{
    private readonly BlockReader _blocks;
    private readonly long[] _starts;
    private readonly long _end;
    private readonly int _rowSize;

    /// <param name="name">As the specification calls it.</param>
    /// <param name="list">Where the list begins in the image.</param>
    /// <param name="count">Rows.</param>
    /// <param name="rowSize">Bytes of each; they do not cross blocks.</param>
    /// <exception cref="MalformedDataException">The list is not in the image, or names what is not before it.</exception>
    public IndexedTable(BlockReader blocks, string name, long list, long count, int rowSize)
    {
        (_blocks, _rowSize, Count, _end) = (blocks, rowSize, count, list);
        long length = ((count * rowSize) + MetadataWriter.BlockSize - 1) / MetadataWriter.BlockSize * sizeof(long);
        SquashfsSuperblock.Require(length <= blocks.Superblock.BytesUsed - list, list, name, $"{count} rows", $"what {blocks.Superblock.BytesUsed - list} bytes can name");
        byte[] bytes = new byte[(int)length];
        blocks.Image.ReadExactlyAt(list, bytes);
        _starts = new long[bytes.Length / sizeof(long)];
        for (int i = 0; i < _starts.Length; i++)
        {
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(long)));
            SquashfsSuperblock.Require(start >= SquashfsSuperblock.Size && start < (ulong)list, list + (i * sizeof(long)), name, $"a block at {start}", $"one before {list}");
            _starts[i] = (long)start;
        }
    }

    public long Count { get; }

    /// <summary>Begins to read a row.</summary>
    /// <param name="name">What the number is, for errors.</param>
    /// <param name="at">Where the number was read.</param>
    public MetadataReader Row(long number, string name, long at)
    {
        SquashfsSuperblock.Require(number < Count, at, name, $"{number}", $"less than {Count}");
        long offset = number * _rowSize;
        return new(_blocks, _starts[(int)(offset / MetadataWriter.BlockSize)], (int)(offset % MetadataWriter.BlockSize), _end);
    }
}
