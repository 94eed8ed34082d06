using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Tags and lengths of packets, and what a packet begins with: versions, algorithms, lengths of subpackets, of keys and of numbers. Of armored data there are none.</summary>
internal static class OpenPgpStructure
{
    private const int BodyHead = 96;

    public static Structure Packets { get; } = new((data, fields) =>
    {
        for (int at = 0; at < data.Length - 1 && (data[at] & 0x80) != 0;)
        {
            (int width, int offset, long length) = (data[at] & 0x40) != 0 ? New(data, at + 1) : Old(data, at);
            fields.Add(at, 1, Big);
            fields.Add(at + offset, width, Big);
            int body = at + offset + width;
            long end = Math.Min(data.Length, body + length);
            Numbers.Dense(fields, body, Math.Min(end, body + BodyHead), Big, 1);
            // Lengths of two octets stand at any.
            for (long i = body; i < Math.Min(end, body + BodyHead); i++) fields.Add(i, 2, Big);
            if (end <= at) return;
            at = (int)end;
        }
    });

    /// <summary>RFC 9580, 4.2.1: lengths of one, two and five octets.</summary>
    private static (int Width, int Offset, long Length) New(byte[] data, int at) => data[at] switch
    {
        < 192 => (1, 1, data[at]),
        < 224 => (2, 1, ((data[at] - 192L) << 8) + (long)Numbers.Read(data, at + 1, 1, Big) + 192),
        _ => (4, 2, (long)Numbers.Read(data, at + 1, 4, Big)),
    };

    /// <summary>RFC 9580, 4.2.2.</summary>
    private static (int Width, int Offset, long Length) Old(byte[] data, int at)
    {
        int width = 1 << (data[at] & 3);
        return width == 8 ? (1, 0, data.Length) : (width, 1, (long)Numbers.Read(data, at + 1, width, Big));
    }
}
