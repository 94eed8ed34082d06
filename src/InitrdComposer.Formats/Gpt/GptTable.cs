using System.Buffers.Binary;
using System.Collections.Immutable;
using InitrdComposer.Formats.Compression.Native;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Gpt;

/// <summary>A GUID partition table on a disk with blocks of 512 bytes (UEFI specification, "GUID Partition Table (GPT) Disk Layout").</summary>
/// <param name="DiskGuid">Names the disk.</param>
/// <param name="Blocks">Of the whole disk, with both tables.</param>
/// <param name="Partitions">In the order of their entries.</param>
public sealed record GptTable(Guid DiskGuid, long Blocks, ImmutableArray<GptPartition> Partitions)
{
    public const int BlockSize = 512;

    /// <summary>Blocks that the protective MBR, the header and the entries take at the beginning of the disk.</summary>
    public const int HeadBlocks = 2 + EntryBlocks;

    /// <summary>Blocks that entries and header take at its end.</summary>
    public const int TailBlocks = EntryBlocks + 1;

    /// <summary>What errors call the format.</summary>
    public const string Format = "GPT";

    /// <summary>Where the fields of the header are, which is the second block of a disk.</summary>
    public static FieldLayout HeaderLayout => GptHeader.Layout;

    private const int Entries = 128;
    private const int EntryBlocks = Entries * GptPartition.Size / BlockSize;
    private const int MaxEntries = 1024;
    private const int MbrPartitionOffset = 446;
    private const byte GptProtective = 0xEE;

    private long LastUsable => Blocks - TailBlocks - 1;

    /// <summary>Reads the table at the beginning of a disk.</summary>
    /// <exception cref="MalformedDataException">None, a damaged one, or partitions that overlap or do not fit.</exception>
    public static GptTable Read(PositionalSource disk)
    {
        Require(disk.Length >= (HeadBlocks + TailBlocks) * BlockSize, 0, "disk", $"{disk.Length} bytes", $"at least {(HeadBlocks + TailBlocks) * BlockSize}");
        byte[] block = Take(disk, BlockSize, BlockSize);
        GptHeader header = GptHeader.Read(block, BlockSize);
        Require(header.NumberOfPartitionEntries is > 0 and <= MaxEntries, BlockSize + 80, "NumberOfPartitionEntries", $"{header.NumberOfPartitionEntries}", $"from 1 to {MaxEntries}");
        long blocks = disk.Length / BlockSize;
        Require(header.PartitionEntryLba >= 2 && header.PartitionEntryLba < (ulong)blocks, BlockSize + 72, "PartitionEntryLBA", $"{header.PartitionEntryLba}", $"from 2 to {blocks - 1}");
        long start = (long)header.PartitionEntryLba * BlockSize;
        int length = (int)header.NumberOfPartitionEntries * GptPartition.Size;
        Require(length <= disk.Length - start, start, "entries", $"{disk.Length - start} bytes", $"{length} bytes");
        byte[] entries = Take(disk, start, length);
        uint computed = LibZ.Crc32(entries);
        Require(header.PartitionEntryArrayCrc32 == computed, BlockSize + 88, "PartitionEntryArrayCRC32", $"0x{header.PartitionEntryArrayCrc32:X8}", $"0x{computed:X8}");

        ImmutableArray<GptPartition> partitions =
            [.. Enumerable.Range(0, (int)header.NumberOfPartitionEntries)
                .Select(i => GptPartition.Read(entries.AsSpan(i * GptPartition.Size, GptPartition.Size), start + (i * GptPartition.Size))).OfType<GptPartition>()];
        long end = (long)header.PartitionEntryLba + ((length + BlockSize - 1) / BlockSize);
        foreach (GptPartition partition in partitions.OrderBy(partition => partition.FirstLba))
        {
            Require(partition.FirstLba >= end && partition.LastLba < blocks, start, $"partition {Printable.Escape(partition.Name)}", $"blocks {partition.FirstLba} to {partition.LastLba}", $"from {end} to {blocks - 1}");
            end = partition.LastLba + 1;
        }

        return new(header.DiskGuid, blocks, partitions);
    }

    /// <summary>Writes the protective MBR, the header and the entries: <see cref="HeadBlocks"/> blocks.</summary>
    /// <exception cref="ArgumentException">A partition is not inside the disk, or there are more than 128.</exception>
    public void WriteHead(Stream output)
    {
        byte[] entries = EntryArray();
        output.Write(ProtectiveMbr());
        output.Write(Header(entries, mine: 1, other: Blocks - 1, entriesAt: 2));
        output.Write(entries);
    }

    /// <summary>Writes what ends the disk: <see cref="TailBlocks"/> blocks.</summary>
    /// <exception cref="ArgumentException">As of <see cref="WriteHead"/>.</exception>
    public void WriteTail(Stream output)
    {
        byte[] entries = EntryArray();
        output.Write(entries);
        output.Write(Header(entries, mine: Blocks - 1, other: 1, entriesAt: Blocks - TailBlocks));
    }

    internal static void Require(bool condition, long offset, string field, string got, string expected)
    {
        if (!condition) throw new MalformedDataException(Format, offset, field, got, expected);
    }

    private byte[] EntryArray()
    {
        if (Partitions.Length > Entries) throw new ArgumentException($"{Partitions.Length} partitions, at most {Entries} fit");
        byte[] entries = new byte[Entries * GptPartition.Size];
        for (int i = 0; i < Partitions.Length; i++)
        {
            GptPartition partition = Partitions[i];
            if (partition.FirstLba < HeadBlocks || partition.LastLba > LastUsable) throw new ArgumentException($"partition {partition.Name} is not between blocks {HeadBlocks} and {LastUsable}");
            partition.Write(entries.AsSpan(i * GptPartition.Size));
        }

        return entries;
    }

    private byte[] Header(byte[] entries, long mine, long other, long entriesAt)
    {
        byte[] block = new byte[BlockSize];
        new GptHeader((ulong)mine, (ulong)other, HeadBlocks, (ulong)LastUsable, DiskGuid, (ulong)entriesAt, Entries, LibZ.Crc32(entries)).Write(block);
        return block;
    }

    // As libfdisk writes it: one partition of type EE over all blocks but the first.
    private byte[] ProtectiveMbr()
    {
        byte[] mbr = new byte[BlockSize];
        Span<byte> partition = mbr.AsSpan(MbrPartitionOffset);
        ReadOnlySpan<byte> fields = [0x00, 0x00, 0x02, 0x00, GptProtective, 0xFF, 0xFF, 0xFF];
        fields.CopyTo(partition);
        BinaryPrimitives.WriteUInt32LittleEndian(partition[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(partition[12..], (uint)Math.Min(Blocks - 1, uint.MaxValue));
        mbr[^2] = 0x55;
        mbr[^1] = 0xAA;
        return mbr;
    }

    private static byte[] Take(PositionalSource disk, long offset, int count)
    {
        byte[] bytes = new byte[count];
        disk.ReadExactlyAt(offset, bytes);
        return bytes;
    }
}
