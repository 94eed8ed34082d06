using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Sysext;

/// <summary>What systemd calls an architecture (src/basic/architecture.c), by what others call it. Null: it has no name there, or none that is known here.</summary>
internal static class ExtensionArchitecture
{
    /// <param name="rpm">As packages have it: "x86_64".</param>
    public static string? OfRpm(string rpm) => rpm switch
    {
        "x86_64" => "x86-64",
        "aarch64" => "arm64",
        "i386" or "i486" or "i586" or "i686" => "x86",
        "armv7hl" or "armv7l" or "armv6hl" => "arm",
        "ppc64le" => "ppc64-le",
        "ppc64" or "s390x" or "riscv64" or "loongarch64" => rpm,
        _ => null,
    };

    /// <param name="machine">Of an EFI image.</param>
    public static string? Of(Machine machine) => machine switch
    {
        Machine.Amd64 => "x86-64",
        Machine.Arm64 => "arm64",
        Machine.I386 => "x86",
        Machine.RiscV64 => "riscv64",
        Machine.LoongArch64 => "loongarch64",
        _ => null,
    };

    /// <param name="header">Of a program or a module.</param>
    public static string? Of(in ElfHeader header) => header.Machine switch
    {
        ElfMachine.Amd64 => "x86-64",
        ElfMachine.AArch64 => "arm64",
        ElfMachine.I386 => "x86",
        ElfMachine.Arm => "arm",
        ElfMachine.PowerPC64 => header.IsBigEndian ? "ppc64" : "ppc64-le",
        ElfMachine.S390 => "s390x",
        ElfMachine.RiscV => "riscv64",
        ElfMachine.LoongArch => "loongarch64",
        _ => null,
    };
}
