namespace InitrdComposer.Formats.Elf;

/// <summary>A program header (System V gABI, chapter 5, "Program Header"): what the loader maps and reads, with sections or without.</summary>
/// <param name="Offset">p_offset: not yet compared with the file's length.</param>
/// <param name="VirtualAddress">p_vaddr.</param>
/// <param name="FileSize">p_filesz, in bytes.</param>
public readonly record struct ElfSegment(ElfSegmentType Type, ulong Offset, ulong VirtualAddress, ulong FileSize);

/// <summary>p_type.</summary>
public enum ElfSegmentType : uint
{
    Null = 0,
    Load = 1,
    Dynamic = 2,
    Interpreter = 3,
    Note = 4,

    /// <summary>PT_GNU_PROPERTY.</summary>
    GnuProperty = 0x6474_E553,
}
