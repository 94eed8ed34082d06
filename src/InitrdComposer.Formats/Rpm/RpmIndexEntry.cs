using System.Buffers.Binary;

namespace InitrdComposer.Formats.Rpm;

/// <summary>One entry of a header's index (rpm, "Header format"): where in the store a tag's data is.</summary>
/// <param name="Offset">From the store's beginning; negative in a region's trailer only.</param>
/// <param name="Count">Items: bytes of <see cref="RpmType.Bin"/>, strings of a string array.</param>
public readonly record struct RpmIndexEntry(RpmTag Tag, RpmType Type, int Offset, uint Count)
{
    /// <summary>Bytes of an entry.</summary>
    public const int Size = 16;

    public static RpmIndexEntry Read(ReadOnlySpan<byte> data) => new(
        (RpmTag)BinaryPrimitives.ReadInt32BigEndian(data), (RpmType)BinaryPrimitives.ReadInt32BigEndian(data[4..]),
        BinaryPrimitives.ReadInt32BigEndian(data[8..]), BinaryPrimitives.ReadUInt32BigEndian(data[12..]));

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteInt32BigEndian(into, (int)Tag);
        BinaryPrimitives.WriteInt32BigEndian(into[4..], (int)Type);
        BinaryPrimitives.WriteInt32BigEndian(into[8..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(into[12..], Count);
    }
}
