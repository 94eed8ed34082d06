namespace InitrdComposer.Formats.Elf;

/// <summary>An entry of a symbol table.</summary>
/// <param name="NameOffset">st_name.</param>
/// <param name="SectionIndex">st_shndx; 0 (SHN_UNDEF) for a symbol that is defined elsewhere.</param>
public readonly record struct ElfSymbol(uint NameOffset, ushort SectionIndex)
{
    public bool IsUndefined => SectionIndex == 0;
}
