using System.Buffers.Binary;
using System.Numerics;

namespace InitrdComposer.Formats.Erofs;

/// <summary>
/// Decodes the index of a compressed file's clusters in both of its forms (Linux, fs/erofs/zmap.c). Entries are read in order, so that the distances to heads, by which the kernel finds its way in
/// the middle of a file, are not needed.
/// </summary>
internal static class ErofsClusterIndex
{
    /// <summary>Most clusters of a file: 16 GiB of 4 KiB each.</summary>
    public const int MaxClusters = 1 << 22;

    private const int FullEntrySize = 8;
    private const int LongEntrySize = 4;
    private const int ShortEntrySize = 2;
    private const int BlockAddressSize = 4;

    /// <summary>Short entries come by the row of 32 bytes, at a multiple of that.</summary>
    private const int ShortRowSize = 32;
    private const int EntriesOfShortRow = 16;
    private const int EntriesOfLongRow = 2;

    /// <summary>Bits of an offset in a cluster, of which short entries have room for this many.</summary>
    private const int ShortOffsetBits = 12;
    private const int MaxCompactClusterBits = 14;

    public static long FullSize(int clusters) => (long)clusters * FullEntrySize;

    public static ErofsCluster[] ReadFull(ReadOnlySpan<byte> data, int clusters)
    {
        var read = new ErofsCluster[clusters];
        for (int i = 0; i < clusters; i++)
        {
            ReadOnlySpan<byte> entry = data.Slice(i * FullEntrySize, FullEntrySize);
            ushort advise = BinaryPrimitives.ReadUInt16LittleEndian(entry);
            var type = (ErofsClusterType)(advise & 3);
            ushort distance = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
            read[i] = type == ErofsClusterType.Nonhead
                ? new(type, 0, 0, (distance & ErofsCluster.CountsBlocks) != 0 ? distance & ~ErofsCluster.CountsBlocks : 0, false)
                : new(type, BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]), 0, (advise & 0x8000) != 0);
        }

        return read;
    }

    /// <param name="offset">Where the index begins, a multiple of 8.</param>
    public static CompactLayout LayoutOfCompact(long offset, int clusters, bool hasShortEntries, int clusterBits)
    {
        ErofsReader.Require(
            clusterBits <= (hasShortEntries ? ShortOffsetBits : MaxCompactClusterBits), offset, "h_clusterbits", $"clusters of {1L << clusterBits} bytes", "what fits into a compact index");
        int before = (int)(-offset & (ShortRowSize - 1)) / LongEntrySize;
        int shorts = hasShortEntries && before < clusters ? (clusters - before) / EntriesOfShortRow * EntriesOfShortRow : 0;
        if (shorts == 0) before = 0;
        int behind = clusters - before - shorts;
        // A row has its address, however many of its entries are used.
        int rows = (behind + EntriesOfLongRow - 1) / EntriesOfLongRow;
        return new(before, shorts, behind, ((long)before * LongEntrySize) + ((long)shorts * ShortEntrySize) + ((long)rows * EntriesOfLongRow * LongEntrySize));
    }

    public static ErofsCluster[] ReadCompact(ReadOnlySpan<byte> data, in CompactLayout layout, int clusterBits, bool hasBigClusters)
    {
        var read = new ErofsCluster[layout.Before + layout.Shorts + layout.Behind];
        int offsetBits = Math.Max(clusterBits, ShortOffsetBits);
        int first = 0;
        while (first < read.Length)
        {
            bool isShort = first >= layout.Before && first < layout.Before + layout.Shorts;
            (int entries, int size) = isShort ? (EntriesOfShortRow, ShortRowSize) : (EntriesOfLongRow, EntriesOfLongRow * LongEntrySize);
            Span<ErofsCluster> row = read.AsSpan(first, Math.Min(entries, read.Length - first));
            ReadRow(data[..size], row, (size - BlockAddressSize) * 8 / entries, offsetBits, hasBigClusters);
            data = data[size..];
            first += entries;
        }

        return read;
    }

    /// <summary>The row's last four bytes are a block; each of its heads follows the blocks of those before it.</summary>
    private static void ReadRow(ReadOnlySpan<byte> data, Span<ErofsCluster> row, int entryBits, int offsetBits, bool hasBigClusters)
    {
        long block = BinaryPrimitives.ReadUInt32LittleEndian(data[^BlockAddressSize..]);
        if (!hasBigClusters) block++;
        for (int i = 0; i < row.Length; i++)
        {
            int bit = i * entryBits;
            int entry = (int)(BinaryPrimitives.ReadUInt32LittleEndian(data[(bit / 8)..]) >> (bit % 8));
            int low = entry & ((1 << offsetBits) - 1);
            var type = (ErofsClusterType)((entry >> offsetBits) & 3);
            if (type == ErofsClusterType.Nonhead)
            {
                int count = (low & ErofsCluster.CountsBlocks) != 0 ? low & ~ErofsCluster.CountsBlocks : 0;
                // The head before was counted as one block, unless it is in the row before.
                if (hasBigClusters && count > 0) block += i > 0 ? count - 1 : count;
                row[i] = new(type, 0, 0, count, false);
            }
            else
            {
                row[i] = new(type, low, block++, 0, false);
            }
        }
    }
}

/// <summary>A compact index: long entries up to where rows of short ones may begin, those, and long entries for what is left.</summary>
/// <param name="Size">Bytes.</param>
internal readonly record struct CompactLayout(int Before, int Shorts, int Behind, long Size);
