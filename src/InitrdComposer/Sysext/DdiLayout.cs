using System.Collections.Immutable;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Sysext;

/// <summary>
/// Where the partitions of an image begin and end, as systemd-repart 262 places those of --make-ddi: it makes a disk with 1,044 KiB to spare, gives what is free to data and
/// verity in equal parts, and then cuts off what is behind the last partition.
/// </summary>
/// <param name="Blocks">Of the whole disk, 512 bytes each.</param>
/// <param name="Partitions">In the order in which they were given.</param>
internal sealed record DdiLayout(long Blocks, ImmutableArray<(long FirstLba, long LastLba)> Partitions)
{
    /// <summary>Partitions begin and end at pages.</summary>
    public const int Grain = 4096;

    /// <summary>What systemd-repart sets aside for the tables of a disk whose size it chooses (GPT_METADATA_SIZE).</summary>
    private const long Spare = 1044 << 10;

    private const int GrainBlocks = Grain / GptTable.BlockSize;

    /// <param name="lengths">Bytes that must fit into each partition.</param>
    /// <param name="growing">How many of them, from the first, share what is free.</param>
    public static DdiLayout Of(ImmutableArray<long> lengths, int growing)
    {
        long[] sizes = [.. lengths.Select(length => Alignment.Up(length, Grain) / GptTable.BlockSize)];
        long start = Alignment.Up(GptTable.HeadBlocks, GrainBlocks);
        long disk = (Alignment.Up(Spare, Grain) / GptTable.BlockSize) + sizes.Sum();
        long end = (disk - GptTable.TailBlocks) / GrainBlocks * GrainBlocks;
        Grow(sizes, growing, end - start - sizes[growing..].Sum());

        var partitions = ImmutableArray.CreateBuilder<(long, long)>(sizes.Length);
        foreach (long size in sizes)
        {
            partitions.Add((start, start + size - 1));
            start += size;
        }

        return new(start + GptTable.TailBlocks, partitions.MoveToImmutable());
    }

    // Who needs more than an equal part keeps what it needs, and the others share the rest; the last takes what no grain divides.
    private static void Grow(long[] sizes, int growing, long room)
    {
        int open = growing;
        foreach (int index in Enumerable.Range(0, growing).OrderByDescending(index => sizes[index]).ToArray())
        {
            long share = room / open / GrainBlocks * GrainBlocks;
            sizes[index] = open == 1 ? room : Math.Max(sizes[index], share);
            room -= sizes[index];
            open--;
        }
    }
}
