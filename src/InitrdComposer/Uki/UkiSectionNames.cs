using System.Collections.Immutable;

namespace InitrdComposer.Uki;

/// <summary>Names of the sections that systemd-stub looks for (UAPI.5, "UKI Components").</summary>
public static class UkiSectionNames
{
    public const string OsRelease = ".osrel";

    public const string CommandLine = ".cmdline";

    public const string DeviceTree = ".dtb";

    public const string AutoDeviceTree = ".dtbauto";

    public const string Hwids = ".hwids";

    public const string KernelVersion = ".uname";

    public const string Splash = ".splash";

    public const string PcrPublicKey = ".pcrpkey";

    public const string Linux = ".linux";

    public const string Initrd = ".initrd";

    public const string Firmware = ".efifw";

    public const string Microcode = ".ucode";

    public const string Sbat = ".sbat";

    public const string Profile = ".profile";

    public const string PcrSignature = ".pcrsig";

    /// <summary>Those that stubs do not have, in the order of systemd ukify 262.</summary>
    public static ImmutableArray<string> Order { get; } =
    [
        OsRelease, CommandLine, DeviceTree, AutoDeviceTree, Hwids, KernelVersion, Splash, PcrPublicKey, Linux, Initrd, Firmware, Microcode, Profile, PcrSignature,
    ];

    /// <summary>Those that are text.</summary>
    public static ImmutableHashSet<string> Text { get; } = [OsRelease, CommandLine, KernelVersion, PcrPublicKey, PcrSignature, Sbat, Profile];

    /// <summary>Whether the stub looks for it: others, of its own or of anybody's, it does not see.</summary>
    public static bool IsOfUki(string name) => name == Sbat || Order.Contains(name);

    /// <summary>Those of which a profile may have several.</summary>
    public static bool MayRepeat(string name) => name is AutoDeviceTree or Firmware;
}
