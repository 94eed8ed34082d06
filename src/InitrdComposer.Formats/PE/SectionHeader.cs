using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>A row of the section table (PE format specification, "Section Table").</summary>
/// <param name="Name">Up to eight bytes, one character each (Latin-1), without the NULs that fill them up.</param>
/// <param name="VirtualSize">Bytes in memory; what exceeds <paramref name="SizeOfRawData"/> is zero.</param>
/// <param name="VirtualAddress">Relative to the image's base.</param>
/// <param name="SizeOfRawData">Bytes in the file.</param>
/// <param name="PointerToRawData">File offset; without meaning where <paramref name="SizeOfRawData"/> is 0.</param>
public readonly record struct SectionHeader(
    string Name,
    uint VirtualSize,
    uint VirtualAddress,
    uint SizeOfRawData,
    uint PointerToRawData,
    uint PointerToRelocations,
    uint PointerToLinenumbers,
    ushort NumberOfRelocations,
    ushort NumberOfLinenumbers,
    SectionCharacteristics Characteristics)
{
    public const int Size = 40;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        (nameof(Name), 8), (nameof(VirtualSize), 4), (nameof(VirtualAddress), 4), (nameof(SizeOfRawData), 4), (nameof(PointerToRawData), 4),
        (nameof(PointerToRelocations), 4), (nameof(PointerToLinenumbers), 4), (nameof(NumberOfRelocations), 2), (nameof(NumberOfLinenumbers), 2),
        (nameof(Characteristics), 4));

    /// <summary>Bytes of the name.</summary>
    public const int NameSize = 8;

    /// <summary>How many bytes of the file are content: what is between VirtualSize and SizeOfRawData is alignment.</summary>
    public uint ContentSize => Math.Min(VirtualSize, SizeOfRawData);

    /// <summary>Where the section ends in memory, relative to the image's base.</summary>
    public long VirtualEnd => (long)VirtualAddress + VirtualSize;

    /// <summary>Where the section ends in the file.</summary>
    public long RawEnd => (long)PointerToRawData + SizeOfRawData;

    public static SectionHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        return new(
            Encoding.Latin1.GetString(reader.Take(NameSize, nameof(Name)).TrimEnd((byte)0)),
            reader.U32LittleEndian(nameof(VirtualSize)),
            reader.U32LittleEndian(nameof(VirtualAddress)),
            reader.U32LittleEndian(nameof(SizeOfRawData)),
            reader.U32LittleEndian(nameof(PointerToRawData)),
            reader.U32LittleEndian(nameof(PointerToRelocations)),
            reader.U32LittleEndian(nameof(PointerToLinenumbers)),
            reader.U16LittleEndian(nameof(NumberOfRelocations)),
            reader.U16LittleEndian(nameof(NumberOfLinenumbers)),
            (SectionCharacteristics)reader.U32LittleEndian(nameof(Characteristics)));
    }

    public void Write(Span<byte> into)
    {
        into[..NameSize].Clear();
        Encoding.Latin1.GetBytes(Name, into[..NameSize]);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], VirtualSize);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], VirtualAddress);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], SizeOfRawData);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], PointerToRawData);
        BinaryPrimitives.WriteUInt32LittleEndian(into[24..], PointerToRelocations);
        BinaryPrimitives.WriteUInt32LittleEndian(into[28..], PointerToLinenumbers);
        BinaryPrimitives.WriteUInt16LittleEndian(into[32..], NumberOfRelocations);
        BinaryPrimitives.WriteUInt16LittleEndian(into[34..], NumberOfLinenumbers);
        BinaryPrimitives.WriteUInt32LittleEndian(into[36..], (uint)Characteristics);
    }
}
