namespace InitrdComposer.Formats.Elf;

/// <summary>The ELF header, as far as finding segments and sections needs it.</summary>
/// <param name="Type">e_type; 1 is ET_REL, which kernel modules are; 2 and 3 are ET_EXEC and ET_DYN, which the loader takes.</param>
/// <param name="ProgramHeaderOffset">e_phoff; 0: there are no program headers.</param>
/// <param name="ProgramHeaderSize">e_phentsize.</param>
/// <param name="ProgramHeaderCount">e_phnum.</param>
/// <param name="SectionHeaderOffset">e_shoff.</param>
/// <param name="SectionHeaderSize">e_shentsize.</param>
/// <param name="SectionCount">e_shnum; 0 with a section table means that section 0 holds the number.</param>
/// <param name="NamesIndex">e_shstrndx; 0xFFFF (SHN_XINDEX) means that section 0 holds the number.</param>
public readonly record struct ElfHeader(
    bool Is64Bit, bool IsBigEndian, ushort Type, ElfMachine Machine, ulong ProgramHeaderOffset, ushort ProgramHeaderSize, ushort ProgramHeaderCount,
    ulong SectionHeaderOffset, ushort SectionHeaderSize, ushort SectionCount, ushort NamesIndex)
{
    /// <summary>Size of the header in ELFCLASS32 and ELFCLASS64.</summary>
    public const int Size32 = 52;

    /// <inheritdoc cref="Size32"/>
    public const int Size64 = 64;

    private const int IdentSize = 16;

    /// <param name="data">The beginning of the file, at least the whole header.</param>
    /// <exception cref="MalformedDataException">No ELF, or of an unknown class or byte order.</exception>
    public static ElfHeader Read(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith("\u007fELF"u8)) throw Malformed(0, "magic", Printable.Escape(data[..Math.Min(4, data.Length)]), @"\x7FELF");
        if (data.Length < IdentSize) throw Malformed(0, "e_ident", $"{data.Length} bytes", $"{IdentSize} bytes");
        bool is64Bit = data[4] switch { 1 => false, 2 => true, byte other => throw Malformed(4, "EI_CLASS", $"{other}", "1 or 2") };
        bool isBigEndian = data[5] switch { 1 => false, 2 => true, byte other => throw Malformed(5, "EI_DATA", $"{other}", "1 or 2") };

        var reader = new ElfFieldReader(data[IdentSize..], IdentSize, is64Bit, isBigEndian);
        ushort type = reader.Half("e_type");
        ushort machine = reader.Half("e_machine");
        reader.Word("e_version");
        reader.Native("e_entry");
        ulong programHeaderOffset = reader.Native("e_phoff");
        ulong sectionHeaderOffset = reader.Native("e_shoff");
        reader.Word("e_flags");
        reader.Half("e_ehsize");
        ushort programHeaderSize = reader.Half("e_phentsize");
        ushort programHeaderCount = reader.Half("e_phnum");
        ushort sectionHeaderSize = reader.Half("e_shentsize");
        ushort sectionCount = reader.Half("e_shnum");
        return new(
            is64Bit, isBigEndian, type, (ElfMachine)machine, programHeaderOffset, programHeaderSize, programHeaderCount,
            sectionHeaderOffset, sectionHeaderSize, sectionCount, reader.Half("e_shstrndx"));
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) =>
        new(ElfFile.Format, offset, field, got, expected);
}
