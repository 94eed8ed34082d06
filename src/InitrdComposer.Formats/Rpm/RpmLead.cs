using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// The first 96 bytes of a package file, kept for file(1) (rpm, "Package lead format"). Name, architecture and operating system in it are garbage in
/// real packages and are not read.
/// </summary>
/// <param name="Major">3, and 4 in packages of format 6.</param>
/// <param name="IsSource">A source package, says the lead.</param>
public readonly record struct RpmLead(byte Major, byte Minor, bool IsSource)
{
    /// <summary>Bytes of a lead.</summary>
    public const int Size = 4 + 1 + 1 + 2 + 2 + NameSize + 2 + 2 + 16;

    private const int NameSize = 66;
    private const uint Magic = 0xEDABEEDB;

    /// <summary>"Header-style" signatures, the only ones for twenty years.</summary>
    private const ushort SignatureTypeHeader = 5;

    /// <exception cref="MalformedDataException">It is no lead of a package whose format is known here.</exception>
    public static RpmLead Read(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader("rpm lead", data);
        uint magic = reader.U32BigEndian("magic");
        // Delta packages begin with "drpm".
        if (magic != Magic) throw Malformed(0, "magic", $"0x{magic:X8}", $"0x{Magic:X8}");
        byte major = reader.U8("major");
        byte minor = reader.U8("minor");
        if (major is not (3 or 4)) throw Malformed(4, "major", $"{major}", "3 or 4");
        ushort type = reader.U16BigEndian("type");
        if (type > 1) throw Malformed(6, "type", $"{type}", "0 (binary) or 1 (source)");
        reader.Skip(2, "archnum");
        reader.Skip(NameSize, "name");
        reader.Skip(2, "osnum");
        ushort signatureType = reader.U16BigEndian("signature_type");
        if (signatureType != SignatureTypeHeader) throw Malformed(78, "signature_type", $"{signatureType}", $"{SignatureTypeHeader}");
        return new(major, minor, type == 1);
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) =>
        new("rpm lead", offset, field, got, expected);
}
