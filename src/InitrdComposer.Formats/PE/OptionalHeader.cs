using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>The optional header of PE32+ without its data directories (PE format specification, "Optional Header").</summary>
public readonly record struct OptionalHeader(
    ushort Magic,
    byte MajorLinkerVersion,
    byte MinorLinkerVersion,
    uint SizeOfCode,
    uint SizeOfInitializedData,
    uint SizeOfUninitializedData,
    uint AddressOfEntryPoint,
    uint BaseOfCode,
    ulong ImageBase,
    uint SectionAlignment,
    uint FileAlignment,
    ushort MajorOperatingSystemVersion,
    ushort MinorOperatingSystemVersion,
    ushort MajorImageVersion,
    ushort MinorImageVersion,
    ushort MajorSubsystemVersion,
    ushort MinorSubsystemVersion,
    uint Win32VersionValue,
    uint SizeOfImage,
    uint SizeOfHeaders,
    uint CheckSum,
    Subsystem Subsystem,
    DllCharacteristics DllCharacteristics,
    ulong SizeOfStackReserve,
    ulong SizeOfStackCommit,
    ulong SizeOfHeapReserve,
    ulong SizeOfHeapCommit,
    uint LoaderFlags,
    uint NumberOfRvaAndSizes)
{
    public const int Size = 112;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        (nameof(Magic), 2), (nameof(MajorLinkerVersion), 1), (nameof(MinorLinkerVersion), 1), (nameof(SizeOfCode), 4), (nameof(SizeOfInitializedData), 4),
        (nameof(SizeOfUninitializedData), 4), (nameof(AddressOfEntryPoint), 4), (nameof(BaseOfCode), 4), (nameof(ImageBase), 8),
        (nameof(SectionAlignment), 4), (nameof(FileAlignment), 4), (nameof(MajorOperatingSystemVersion), 2), (nameof(MinorOperatingSystemVersion), 2),
        (nameof(MajorImageVersion), 2), (nameof(MinorImageVersion), 2), (nameof(MajorSubsystemVersion), 2), (nameof(MinorSubsystemVersion), 2),
        (nameof(Win32VersionValue), 4), (nameof(SizeOfImage), 4), (nameof(SizeOfHeaders), 4), (nameof(CheckSum), 4), (nameof(Subsystem), 2),
        (nameof(DllCharacteristics), 2), (nameof(SizeOfStackReserve), 8), (nameof(SizeOfStackCommit), 8), (nameof(SizeOfHeapReserve), 8),
        (nameof(SizeOfHeapCommit), 8), (nameof(LoaderFlags), 4), (nameof(NumberOfRvaAndSizes), 4));

    /// <summary>The magic of PE32+.</summary>
    public const ushort Pe32Plus = 0x20B;

    /// <summary>Where CheckSum is in the header.</summary>
    public const int CheckSumOffset = 64;

    public static OptionalHeader Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        return new(
            reader.U16LittleEndian(nameof(Magic)),
            reader.U8(nameof(MajorLinkerVersion)),
            reader.U8(nameof(MinorLinkerVersion)),
            reader.U32LittleEndian(nameof(SizeOfCode)),
            reader.U32LittleEndian(nameof(SizeOfInitializedData)),
            reader.U32LittleEndian(nameof(SizeOfUninitializedData)),
            reader.U32LittleEndian(nameof(AddressOfEntryPoint)),
            reader.U32LittleEndian(nameof(BaseOfCode)),
            reader.U64LittleEndian(nameof(ImageBase)),
            reader.U32LittleEndian(nameof(SectionAlignment)),
            reader.U32LittleEndian(nameof(FileAlignment)),
            reader.U16LittleEndian(nameof(MajorOperatingSystemVersion)),
            reader.U16LittleEndian(nameof(MinorOperatingSystemVersion)),
            reader.U16LittleEndian(nameof(MajorImageVersion)),
            reader.U16LittleEndian(nameof(MinorImageVersion)),
            reader.U16LittleEndian(nameof(MajorSubsystemVersion)),
            reader.U16LittleEndian(nameof(MinorSubsystemVersion)),
            reader.U32LittleEndian(nameof(Win32VersionValue)),
            reader.U32LittleEndian(nameof(SizeOfImage)),
            reader.U32LittleEndian(nameof(SizeOfHeaders)),
            reader.U32LittleEndian(nameof(CheckSum)),
            (Subsystem)reader.U16LittleEndian(nameof(Subsystem)),
            (DllCharacteristics)reader.U16LittleEndian(nameof(DllCharacteristics)),
            reader.U64LittleEndian(nameof(SizeOfStackReserve)),
            reader.U64LittleEndian(nameof(SizeOfStackCommit)),
            reader.U64LittleEndian(nameof(SizeOfHeapReserve)),
            reader.U64LittleEndian(nameof(SizeOfHeapCommit)),
            reader.U32LittleEndian(nameof(LoaderFlags)),
            reader.U32LittleEndian(nameof(NumberOfRvaAndSizes)));
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(into, Magic);
        into[2] = MajorLinkerVersion;
        into[3] = MinorLinkerVersion;
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], SizeOfCode);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], SizeOfInitializedData);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], SizeOfUninitializedData);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], AddressOfEntryPoint);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], BaseOfCode);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], ImageBase);
        BinaryPrimitives.WriteUInt32LittleEndian(into[32..], SectionAlignment);
        BinaryPrimitives.WriteUInt32LittleEndian(into[36..], FileAlignment);
        BinaryPrimitives.WriteUInt16LittleEndian(into[40..], MajorOperatingSystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[42..], MinorOperatingSystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[44..], MajorImageVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[46..], MinorImageVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[48..], MajorSubsystemVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(into[50..], MinorSubsystemVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(into[52..], Win32VersionValue);
        BinaryPrimitives.WriteUInt32LittleEndian(into[56..], SizeOfImage);
        BinaryPrimitives.WriteUInt32LittleEndian(into[60..], SizeOfHeaders);
        BinaryPrimitives.WriteUInt32LittleEndian(into[64..], CheckSum);
        BinaryPrimitives.WriteUInt16LittleEndian(into[68..], (ushort)Subsystem);
        BinaryPrimitives.WriteUInt16LittleEndian(into[70..], (ushort)DllCharacteristics);
        BinaryPrimitives.WriteUInt64LittleEndian(into[72..], SizeOfStackReserve);
        BinaryPrimitives.WriteUInt64LittleEndian(into[80..], SizeOfStackCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(into[88..], SizeOfHeapReserve);
        BinaryPrimitives.WriteUInt64LittleEndian(into[96..], SizeOfHeapCommit);
        BinaryPrimitives.WriteUInt32LittleEndian(into[104..], LoaderFlags);
        BinaryPrimitives.WriteUInt32LittleEndian(into[108..], NumberOfRvaAndSizes);
    }
}
