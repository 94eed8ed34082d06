using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>The COFF file header (PE format specification, "COFF File Header"), after the signature "PE\0\0".</summary>
public readonly record struct CoffFileHeader(
    Machine Machine,
    ushort NumberOfSections,
    uint TimeDateStamp,
    uint PointerToSymbolTable,
    uint NumberOfSymbols,
    ushort SizeOfOptionalHeader,
    FileCharacteristics Characteristics)
{
    public const int Size = 20;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        (nameof(Machine), 2), (nameof(NumberOfSections), 2), (nameof(TimeDateStamp), 4), (nameof(PointerToSymbolTable), 4), (nameof(NumberOfSymbols), 4),
        (nameof(SizeOfOptionalHeader), 2), (nameof(Characteristics), 2));

    /// <summary>Bytes of one COFF symbol.</summary>
    public const int SymbolSize = 18;

    public static CoffFileHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        return new(
            (Machine)reader.U16LittleEndian(nameof(Machine)),
            reader.U16LittleEndian(nameof(NumberOfSections)),
            reader.U32LittleEndian(nameof(TimeDateStamp)),
            reader.U32LittleEndian(nameof(PointerToSymbolTable)),
            reader.U32LittleEndian(nameof(NumberOfSymbols)),
            reader.U16LittleEndian(nameof(SizeOfOptionalHeader)),
            (FileCharacteristics)reader.U16LittleEndian(nameof(Characteristics)));
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(into, (ushort)Machine);
        BinaryPrimitives.WriteUInt16LittleEndian(into[2..], NumberOfSections);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], TimeDateStamp);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], PointerToSymbolTable);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], NumberOfSymbols);
        BinaryPrimitives.WriteUInt16LittleEndian(into[16..], SizeOfOptionalHeader);
        BinaryPrimitives.WriteUInt16LittleEndian(into[18..], (ushort)Characteristics);
    }
}
