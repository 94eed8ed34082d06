namespace InitrdComposer.Formats.Elf;

/// <summary>e_machine of the processors that Linux distributions are built for (System V gABI, "ELF Header").</summary>
public enum ElfMachine : ushort
{
    None = 0,
    I386 = 3,
    PowerPC64 = 21,
    S390 = 22,
    Arm = 40,
    Amd64 = 62,
    AArch64 = 183,
    RiscV = 243,
    LoongArch = 258,
}
