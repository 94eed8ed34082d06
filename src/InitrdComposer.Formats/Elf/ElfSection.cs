namespace InitrdComposer.Formats.Elf;

/// <summary>A section header with its name.</summary>
/// <param name="Index">Place in the section header table.</param>
/// <param name="Offset">sh_offset: not yet compared with the file's length.</param>
/// <param name="Length">sh_size, in bytes.</param>
public sealed record ElfSection(int Index, string Name, ElfSectionType Type, ulong Offset, ulong Length);

/// <summary>sh_type.</summary>
public enum ElfSectionType : uint
{
    Null = 0,
    ProgramBits = 1,
    SymbolTable = 2,
    StringTable = 3,
    Note = 7,

    /// <summary>Occupies no bytes in the file.</summary>
    NoBits = 8,
}
