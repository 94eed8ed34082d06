using System.Buffers;
using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>
/// Digests of several sources that have bytes in common, as a section, the image that it is in, and the initrd that it becomes: what they share is read once,
/// for all of them and for all banks. Memory is that of one block.
/// </summary>
internal static class SharedReading
{
    private const int BlockSize = 1 << 20;

    public static ImmutableArray<BankDigests> DigestsOf(IReadOnlyList<PositionalSource> sources, ImmutableArray<DigestAlgorithm> banks)
    {
        BankHasher[] hashers = [.. sources.Select(source => new BankHasher(source, banks))];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (Next(hashers) is (PositionalSource source, long offset, long length))
            {
                int read = source.ReadAt(offset, buffer.AsSpan(0, (int)Math.Min(BlockSize, length)));
                if (read == 0) throw new EndOfStreamException($"source ends at {offset} of {source.Length}");
                Feed(hashers, source, offset, buffer.AsMemory(0, read));
            }

            return [.. hashers.Select(hasher => hasher.Finish())];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            foreach (BankHasher hasher in hashers) hasher.Dispose();
        }
    }

    /// <summary>
    /// What few wait for goes first, so that in the end as many as possible wait for the same; of one source, what is in front, and no more than somebody wants.
    /// </summary>
    private static (PositionalSource Source, long Offset, long Length)? Next(BankHasher[] hashers)
    {
        IGrouping<PositionalSource, BankHasher>? waiting = hashers.Where(hasher => hasher.Awaited is not null).GroupBy(hasher => hasher.Awaited!).MinBy(group => group.Count());
        if (waiting is null) return null;
        long offset = waiting.Min(hasher => hasher.AwaitedOffset);
        return (waiting.Key, offset, waiting.Where(hasher => hasher.AwaitedOffset < offset + BlockSize).Max(hasher => hasher.AwaitedEnd) - offset);
    }

    /// <summary>Each hasher takes what it waits for, several side by side.</summary>
    private static void Feed(BankHasher[] hashers, PositionalSource source, long offset, ReadOnlyMemory<byte> block)
    {
        (BankHasher Hasher, ImmutableArray<Range> Ranges)[] takers =
            [.. hashers.Select(hasher => (hasher, hasher.Take(source, offset, block.Length))).Where(taker => !taker.Item2.IsEmpty)];
        (BankHasher Hasher, ImmutableArray<Range> Ranges, int Bank)[] work =
            [.. takers.SelectMany(taker => Enumerable.Range(0, taker.Hasher.Banks).Select(bank => (taker.Hasher, taker.Ranges, bank)))];
        if (work.Length == 1 || block.Length < BlockSize)
        {
            foreach ((BankHasher hasher, ImmutableArray<Range> ranges, int bank) in work) hasher.Append(bank, block.Span, ranges);
        }
        else
        {
            ParallelWork.Run(Environment.ProcessorCount, work, one => one.Hasher.Append(one.Bank, block.Span, one.Ranges));
        }
    }
}
