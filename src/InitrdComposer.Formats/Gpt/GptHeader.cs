using System.Buffers.Binary;
using InitrdComposer.Formats.Compression.Native;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Gpt;

/// <summary>A GPT header (UEFI specification, "GPT Header"): one at the beginning of the disk, another at its end.</summary>
/// <param name="MyLba">The block of this header.</param>
/// <param name="AlternateLba">The block of the other one.</param>
/// <param name="FirstUsableLba">Of the blocks for partitions.</param>
/// <param name="LastUsableLba">Inclusive.</param>
/// <param name="DiskGuid">Names the disk.</param>
/// <param name="PartitionEntryLba">Where the array of entries begins.</param>
/// <param name="NumberOfPartitionEntries">Rows of it, used or not.</param>
/// <param name="PartitionEntryArrayCrc32">Of all of them.</param>
internal readonly record struct GptHeader(
    ulong MyLba, ulong AlternateLba, ulong FirstUsableLba, ulong LastUsableLba, Guid DiskGuid, ulong PartitionEntryLba, uint NumberOfPartitionEntries,
    uint PartitionEntryArrayCrc32)
{
    public const int Size = 92;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        ("Signature", 8), ("Revision", 4), ("HeaderSize", 4), ("HeaderCRC32", 4), ("Reserved", 4), ("MyLBA", 8), ("AlternateLBA", 8), ("FirstUsableLBA", 8),
        ("LastUsableLBA", 8), ("DiskGUID", 16), ("PartitionEntryLBA", 8), ("NumberOfPartitionEntries", 4), ("SizeOfPartitionEntry", 4),
        ("PartitionEntryArrayCRC32", 4));

    private const uint Revision = 0x00010000;
    private const int ChecksumOffset = 16;

    private static ReadOnlySpan<byte> Signature => "EFI PART"u8;

    /// <exception cref="MalformedDataException">No header, a damaged one, or one with entries of another size.</exception>
    public static GptHeader Read(ReadOnlySpan<byte> block, long offset)
    {
        var reader = new ByteReader(GptTable.Format, block, offset);
        GptTable.Require(reader.Take(Signature.Length, "Signature").SequenceEqual(Signature), offset, "Signature", "other bytes", "\"EFI PART\"");
        reader.Skip(4, "Revision");
        uint size = reader.U32LittleEndian("HeaderSize");
        GptTable.Require(size >= Size && size <= block.Length, offset + 12, "HeaderSize", $"{size}", $"from {Size} to {block.Length}");
        uint checksum = reader.U32LittleEndian("HeaderCRC32");
        byte[] copy = block[..(int)size].ToArray();
        copy.AsSpan(ChecksumOffset, sizeof(uint)).Clear();
        uint computed = LibZ.Crc32(copy);
        GptTable.Require(checksum == computed, offset + ChecksumOffset, "HeaderCRC32", $"0x{checksum:X8}", $"0x{computed:X8}");
        reader.Skip(4, "Reserved");
        var header = new GptHeader(
            reader.U64LittleEndian(nameof(MyLba)), reader.U64LittleEndian(nameof(AlternateLba)), reader.U64LittleEndian(nameof(FirstUsableLba)),
            reader.U64LittleEndian(nameof(LastUsableLba)), new Guid(reader.Take(16, nameof(DiskGuid))), reader.U64LittleEndian(nameof(PartitionEntryLba)),
            reader.U32LittleEndian(nameof(NumberOfPartitionEntries)), 0);
        uint entrySize = reader.U32LittleEndian("SizeOfPartitionEntry");
        GptTable.Require(entrySize == GptPartition.Size, offset + 84, "SizeOfPartitionEntry", $"{entrySize}", $"{GptPartition.Size}");
        return header with { PartitionEntryArrayCrc32 = reader.U32LittleEndian(nameof(PartitionEntryArrayCrc32)) };
    }

    public void Write(Span<byte> into)
    {
        into[..Size].Clear();
        Signature.CopyTo(into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Revision);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], Size);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], MyLba);
        BinaryPrimitives.WriteUInt64LittleEndian(into[32..], AlternateLba);
        BinaryPrimitives.WriteUInt64LittleEndian(into[40..], FirstUsableLba);
        BinaryPrimitives.WriteUInt64LittleEndian(into[48..], LastUsableLba);
        DiskGuid.TryWriteBytes(into[56..]);
        BinaryPrimitives.WriteUInt64LittleEndian(into[72..], PartitionEntryLba);
        BinaryPrimitives.WriteUInt32LittleEndian(into[80..], NumberOfPartitionEntries);
        BinaryPrimitives.WriteUInt32LittleEndian(into[84..], GptPartition.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(into[88..], PartitionEntryArrayCrc32);
        BinaryPrimitives.WriteUInt32LittleEndian(into[ChecksumOffset..], LibZ.Crc32(into[..Size]));
    }
}
