using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Boot;

/// <summary>OVMF: the code, and the variables that a new machine starts with.</summary>
internal sealed record UefiFirmware(string Code, string Variables)
{
    /// <summary>Where distributions have it, without Secure Boot.</summary>
    private static readonly UefiFirmware[] Known =
    [
        new("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"), // Debian, Ubuntu
        new("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"), // Fedora
        new("/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"), // Arch
    ];

    /// <exception cref="ComposerException">It is not installed.</exception>
    public static UefiFirmware Find() => Array.Find(Known, firmware => File.Exists(firmware.Code) && File.Exists(firmware.Variables))
        ?? throw new ComposerException(
            BootErrors.NotInstalled, "the UEFI firmware OVMF is not installed", new SourceLocation(Known[0].Code), "Debian: apt-get install ovmf");
}
