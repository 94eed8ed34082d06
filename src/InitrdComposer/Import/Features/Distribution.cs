using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import.Features;

/// <summary>A distribution that recipes are written for: where its packages have the parts that an image is made of.</summary>
/// <param name="Id">ID= of os-release, which is also what mkosi calls it.</param>
internal sealed record Distribution(string Id, PackageNames Names, string Kernel, string KernelModules, string Stub, string Microcode)
{
    private static readonly string[] NotRpm = ["arch", "postmarketos", "alpine", "gentoo", "nixos"];

    public static ImmutableArray<Distribution> All { get; } =
    [
        new("fedora", PackageNames.Fedora, "kernel-core", "kernel-modules-core kernel-modules", "systemd-boot-unsigned", "microcode_ctl amd-ucode-firmware"),
        Enterprise("centos"),
        Enterprise("rhel"),
        Enterprise("rocky"),
        Enterprise("alma"),
        new("azure", PackageNames.Azure, "kernel", "", "systemd-boot", ""),
        new("opensuse", PackageNames.OpenSuse, "kernel-default", "", "systemd-boot", "ucode-intel ucode-amd"),
        new("debian", PackageNames.Debian, "linux-image-*", "", "systemd-boot-efi", "intel-microcode amd64-microcode"),
        new("ubuntu", PackageNames.Debian, "linux-image-*", "", "systemd-boot-efi", "intel-microcode amd64-microcode"),
    ];

    /// <exception cref="ComposerException">Unknown, or its packages are no RPMs.</exception>
    public static Distribution Find(string id)
    {
        if (All.FirstOrDefault(known => known.Id == id) is Distribution found) return found;
        string known = string.Join(", ", All.Select(known => known.Id));
        throw NotRpm.Contains(id)
            ? new ComposerException(ImportDiagnostics.Usage, $"--distribution: packages of {id} are no RPMs, and a recipe takes no others", hint: $"there are: {known}")
            : new ComposerException(ImportDiagnostics.Usage, $"--distribution: got \"{id}\"", hint: Spelling.Closest(id, All.Select(known => known.Id)) is string close ? $"did you mean {close}?" : $"there are: {known}");
    }

    private static Distribution Enterprise(string id) =>
        new(id, PackageNames.Enterprise, "kernel-core", "kernel-modules-core kernel-modules", "systemd-boot-unsigned", "microcode_ctl linux-firmware");
}
