using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Elf;

namespace InitrdComposer.Modules;

/// <summary>What a kernel's modules are built for, as their ELF headers say it.</summary>
internal readonly record struct KernelPlatform(ElfMachine Machine, bool Is64Bit, bool IsBigEndian)
{
    // System V gABI, "ELF Header".
    private const int ClassOffset = 4;
    private const int DataOffset = 5;
    private const int MachineOffset = 18;

    /// <param name="architecture">As RPM writes it.</param>
    /// <exception cref="ComposerException">Linux runs on no such thing.</exception>
    public static KernelPlatform Of(string architecture) => architecture switch
    {
        "x86_64" => new(ElfMachine.Amd64, true, false),
        "aarch64" => new(ElfMachine.AArch64, true, false),
        "i386" or "i486" or "i586" or "i686" => new(ElfMachine.I386, false, false),
        "armv7hl" or "armv6hl" => new(ElfMachine.Arm, false, false),
        "ppc64le" => new(ElfMachine.PowerPC64, true, false),
        "ppc64" => new(ElfMachine.PowerPC64, true, true),
        "s390x" => new(ElfMachine.S390, true, true),
        "riscv64" => new(ElfMachine.RiscV, true, false),
        "loongarch64" => new(ElfMachine.LoongArch, true, false),
        _ => throw new ComposerException(ModuleErrors.WrongMachine, $"architecture: got {architecture}, expected one that Linux runs on, as RPM writes it"),
    };

    /// <exception cref="MalformedDataException">A module is for another.</exception>
    public void Require(in ElfHeader header)
    {
        if (header.Is64Bit != Is64Bit) throw Wrong(ClassOffset, "EI_CLASS", ClassName(header.Is64Bit), ClassName(Is64Bit));
        if (header.IsBigEndian != IsBigEndian) throw Wrong(DataOffset, "EI_DATA", DataName(header.IsBigEndian), DataName(IsBigEndian));
        if (header.Machine != Machine) throw Wrong(MachineOffset, "e_machine", $"{header.Machine}", $"{Machine}");
    }

    private static string ClassName(bool is64Bit) => is64Bit ? "2 (64 bits)" : "1 (32 bits)";

    private static string DataName(bool isBigEndian) => isBigEndian ? "2 (big-endian)" : "1 (little-endian)";

    private static MalformedDataException Wrong(long offset, string field, string got, string expected) => new("ELF", offset, field, got, expected);
}
