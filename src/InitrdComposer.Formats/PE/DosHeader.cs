using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// The MS-DOS header that every PE image begins with. Linux keeps code and its boot protocol between its two fields, so nothing else is looked at.
/// </summary>
/// <param name="Magic">"MZ" (e_magic).</param>
/// <param name="AddressOfNewHeader">File offset of the signature "PE\0\0" (e_lfanew).</param>
public readonly record struct DosHeader(ushort Magic, uint AddressOfNewHeader)
{
    public const int Size = 64;

    /// <summary>"MZ".</summary>
    public const ushort ExpectedMagic = 0x5A4D;

    private const int AddressOfNewHeaderOffset = 0x3C;

    public static DosHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        ushort magic = reader.U16LittleEndian("e_magic");
        reader.Skip(AddressOfNewHeaderOffset - sizeof(ushort), "MS-DOS header");
        return new(magic, reader.U32LittleEndian("e_lfanew"));
    }

    /// <summary>Writes the two fields and leaves what is between them.</summary>
    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(into[AddressOfNewHeaderOffset..], AddressOfNewHeader);
    }
}
