using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Gpt;

/// <summary>A partition (UEFI specification, "GPT Partition Entry").</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Unique">Names this one.</param>
/// <param name="FirstLba">Its first block of 512 bytes.</param>
/// <param name="LastLba">Its last one, inclusive.</param>
/// <param name="Attributes">Bits 48 to 63 belong to the type.</param>
/// <param name="Name">At most 36 characters.</param>
public sealed record GptPartition(Guid Type, Guid Unique, long FirstLba, long LastLba, ulong Attributes, string Name)
{
    public const int Size = 128;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        ("PartitionTypeGUID", 16), ("UniquePartitionGUID", 16), ("StartingLBA", 8), ("EndingLBA", 8), ("Attributes", 8), ("PartitionName", 72));

    /// <summary>Discoverable Partitions: not to be written to.</summary>
    public const ulong ReadOnly = 1ul << 60;

    private const int MaxNameLength = 36;

    /// <summary>Bytes, from the beginning of the disk.</summary>
    public long Offset => FirstLba * GptTable.BlockSize;

    /// <summary>Bytes.</summary>
    public long Length => (LastLba - FirstLba + 1) * GptTable.BlockSize;

    /// <summary>Null where the entry is unused.</summary>
    internal static GptPartition? Read(ReadOnlySpan<byte> entry, long offset)
    {
        var reader = new ByteReader(GptTable.Format, entry, offset);
        var type = new Guid(reader.Take(16, "PartitionTypeGUID"));
        if (type == Guid.Empty) return null;
        var unique = new Guid(reader.Take(16, "UniquePartitionGUID"));
        ulong first = reader.U64LittleEndian("StartingLBA");
        ulong last = reader.U64LittleEndian("EndingLBA");
        GptTable.Require(first <= last && last < long.MaxValue / GptTable.BlockSize, offset + 32, "StartingLBA", $"{first} to {last}", "a row of blocks");
        ulong attributes = reader.U64LittleEndian("Attributes");
        return new(type, unique, (long)first, (long)last, attributes, Encoding.Unicode.GetString(reader.Take(MaxNameLength * 2, "PartitionName")).TrimEnd('\0'));
    }

    /// <exception cref="ArgumentException">The name is too long.</exception>
    internal void Write(Span<byte> into)
    {
        if (Name.Length > MaxNameLength) throw new ArgumentException($"{Name}: a partition's name has at most {MaxNameLength} characters");
        into[..Size].Clear();
        Type.TryWriteBytes(into);
        Unique.TryWriteBytes(into[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], FirstLba);
        BinaryPrimitives.WriteInt64LittleEndian(into[40..], LastLba);
        BinaryPrimitives.WriteUInt64LittleEndian(into[48..], Attributes);
        Encoding.Unicode.GetBytes(Name, into[56..]);
    }
}
