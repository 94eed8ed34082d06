using System.Buffers.Binary;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// Takes packets apart (RFC 9580, 4.2), of the old and of the new format. Partial and indeterminate lengths, which are for data and never for keys and
/// signatures, are refused. Nothing is copied: bodies are parts of what is there.
/// </summary>
/// <param name="data">Packets, one after the other.</param>
/// <param name="baseOffset">Where they begin, for errors.</param>
internal sealed class PacketReader(ReadOnlyMemory<byte> data, long baseOffset)
{
    /// <summary>Bytes of a packet's body: photographs in certificates are smaller, post-quantum signatures have less than 64 KiB.</summary>
    public const int MaxBody = 1 << 20;

    private int _position;

    /// <summary>Where the next packet begins.</summary>
    public long Offset => baseOffset + _position;

    /// <returns>False at the end.</returns>
    /// <exception cref="MalformedDataException">There is no packet, or it is cut off or over the limit.</exception>
    public bool TryReadNext(out Packet packet)
    {
        packet = default;
        if (_position == data.Length) return false;
        long offset = Offset;
        byte head = Take(1, "packet header")[0];
        if ((head & 0x80) == 0) throw Malformed(offset, "packet header", $"0x{head:X2}", "the first bit set");
        bool isNew = (head & 0x40) != 0;
        int type = isNew ? head & 0x3F : (head >> 2) & 0xF;
        if (type == 0) throw Malformed(offset, "packet type", "0", "another");
        long length = isNew ? NewLength() : OldLength(head & 3);
        if (length > MaxBody) throw Malformed(offset + 1, "packet length", $"{length}", $"at most {MaxBody}");
        long bodyOffset = Offset;
        if (length > data.Length - _position) throw Malformed(bodyOffset, "packet", $"{data.Length - _position} bytes", $"{length} bytes");
        packet = new((PacketType)type, data.Slice(_position, (int)length), offset, bodyOffset);
        _position += (int)length;
        return true;
    }

    private long OldLength(int lengthType)
    {
        long offset = Offset;
        return lengthType switch
        {
            0 => Take(1, "packet length")[0],
            1 => BinaryPrimitives.ReadUInt16BigEndian(Take(2, "packet length")),
            2 => BinaryPrimitives.ReadUInt32BigEndian(Take(4, "packet length")),
            _ => throw Malformed(offset, "packet length", "indeterminate", "a definite length"),
        };
    }

    private long NewLength()
    {
        long offset = Offset;
        byte first = Take(1, "packet length")[0];
        return first switch
        {
            < 192 => first,
            < 224 => ((first - 192) << 8) + Take(1, "packet length")[0] + 192,
            255 => BinaryPrimitives.ReadUInt32BigEndian(Take(4, "packet length")),
            _ => throw Malformed(offset, "packet length", "a partial length", "a definite length"),
        };
    }

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count > data.Length - _position) throw Malformed(Offset, field, $"{data.Length - _position} bytes", $"{count} bytes");
        ReadOnlySpan<byte> taken = data.Span.Slice(_position, count);
        _position += count;
        return taken;
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(OpenPgpFormat.Name, offset, field, got, expected);
}
