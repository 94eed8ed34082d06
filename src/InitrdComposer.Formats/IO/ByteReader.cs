using System.Buffers.Binary;

namespace InitrdComposer.Formats.IO;

/// <summary>
/// Reads fields of a binary format out of a span, one after the other. Knows the format's name and the span's offset in the file, so that a short
/// read becomes a <see cref="MalformedDataException"/> that names the field.
/// </summary>
public ref struct ByteReader(string format, ReadOnlySpan<byte> data, long baseOffset = 0)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Position of the next field inside the span.</summary>
    public int Position { get; private set; }

    /// <summary>Offset of the next field in the file.</summary>
    public readonly long Offset => baseOffset + Position;

    public readonly int Remaining => _data.Length - Position;

    public ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count < 0 || count > Remaining)
        {
            throw new MalformedDataException(format, Offset, field, $"{Remaining} bytes", $"{count} bytes");
        }

        ReadOnlySpan<byte> taken = _data.Slice(Position, count);
        Position += count;
        return taken;
    }

    public void Skip(int count, string field) => Take(count, field);

    public byte U8(string field) => Take(1, field)[0];

    public ushort U16LittleEndian(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, field));

    public uint U32LittleEndian(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    public ulong U64LittleEndian(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, field));

    public ushort U16BigEndian(string field) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, field));

    public uint U32BigEndian(string field) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, field));

    public ulong U64BigEndian(string field) => BinaryPrimitives.ReadUInt64BigEndian(Take(8, field));
}
