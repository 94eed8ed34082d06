using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>A file's content in an image: blocks behind each other, those of zeros left out, and what is left of it in a fragment. Thread-safe.</summary>
/// <param name="start">Of its first block in the image.</param>
/// <param name="length">Bytes of the file.</param>
/// <param name="sizes">Of each block, as the image notes it.</param>
/// <param name="tail">The fragment that holds what is left; null: the last block does.</param>
internal sealed class SquashfsContent(BlockReader blocks, long start, long length, ImmutableArray<uint> sizes, FragmentPlace? tail) : PositionalSource
{
    private const uint SizeMask = DataWriter.IsStored - 1;

    private readonly long[] _starts = Starts(start, sizes);

    public override long Length => length;

    /// <summary>Bytes of its blocks in the image, and its share of the fragment's.</summary>
    public long StoredLength => sizes.Sum(size => (long)(size & SizeMask)) + (tail?.StoredLength(blocks) ?? 0);

    /// <exception cref="MalformedDataException">A block is damaged.</exception>
    public override int ReadAt(long offset, Span<byte> into)
    {
        if (offset >= length || into.Length == 0) return 0;
        int blockSize = blocks.Superblock.BlockSize;
        int index = (int)(offset / blockSize), within = (int)(offset % blockSize);
        int expected = (int)Math.Min(blockSize, length - ((long)index * blockSize));
        int count = Math.Min(into.Length, expected - within);
        if (index == sizes.Length)
        {
            tail!.Value.Read(blocks).Slice(within, count).CopyTo(into);
        }
        else if (sizes[index] == 0)
        {
            into[..count].Clear();
        }
        else
        {
            ReadOnlyMemory<byte> block = blocks.Read(_starts[index], (int)(sizes[index] & SizeMask), (sizes[index] & DataWriter.IsStored) != 0, blockSize);
            SquashfsSuperblock.Require(block.Length == expected, _starts[index], "block", $"{block.Length} bytes in it", $"{expected}");
            block.Span.Slice(within, count).CopyTo(into);
        }

        return count;
    }

    private static long[] Starts(long start, ImmutableArray<uint> sizes)
    {
        long[] starts = new long[sizes.Length];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = start;
            start = checked(start + (sizes[i] & SizeMask));
        }

        return starts;
    }
}

/// <summary>Where the end of a file is.</summary>
/// <param name="Start">Of the fragment's block in the image.</param>
/// <param name="Size">Of that, as the image notes it.</param>
/// <param name="Offset">In what it unpacks to.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct FragmentPlace(long Start, uint Size, int Offset, int Length)
{
    public ReadOnlySpan<byte> Read(BlockReader blocks)
    {
        ReadOnlyMemory<byte> block = Block(blocks);
        SquashfsSuperblock.Require(Offset <= block.Length - Length, Start, "fragment", $"{block.Length} bytes in it", $"at least {Offset + Length}");
        return block.Span.Slice(Offset, Length);
    }

    /// <summary>Of the block's bytes in the image as large a share as of what it unpacks to.</summary>
    public long StoredLength(BlockReader blocks) => Length == 0 ? 0 : (long)Math.Round((double)StoredSize * Length / Math.Max(Length, Block(blocks).Length));

    private int StoredSize => (int)(Size & (DataWriter.IsStored - 1));

    private ReadOnlyMemory<byte> Block(BlockReader blocks) => blocks.Read(Start, StoredSize, (Size & DataWriter.IsStored) != 0, blocks.Superblock.BlockSize);
}
