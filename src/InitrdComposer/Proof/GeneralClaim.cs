using System.Collections.Immutable;
using InitrdComposer.Proof.Needs;
using static InitrdComposer.Proof.ProofVerdict;

namespace InitrdComposer.Proof;

/// <summary>What every initrd needs to come from the kernel to the switch of the root, whatever the machine (bootup(7), "Bootup in the initrd").</summary>
internal static class GeneralClaim
{
    public static ImmutableArray<Need> Needs { get; } =
    [
        new InitNeed(),
        new ModuleIndexNeed(),
        new FileNeed(Red, ProofAspect.Units, "systemd takes it for an initrd by this file", "/etc/initrd-release"),
        new StartedUnitsNeed(),
        new UnitNeed(Red, "devices are found by udev", IsStarted: true, "systemd-udevd.service"),
        new UnitNeed(Red, "devices that were there before udev", IsStarted: true, "systemd-udev-trigger.service"),
        new LibraryNeed(Red, "udev loads modules with libkmod", "/usr/lib/systemd/systemd-udevd", "libkmod.so"),
        new RuleNeed(Red, "udev loads the drivers of devices", "RUN", "^kmod load$", "80-drivers.rules"),
        new RuleNeed(Red, "systemd sees block devices", "TAG", "^systemd$", "99-systemd.rules") { Beside = ("SUBSYSTEM", "block") },
        new RuleNeed(Red, "/dev/disk/by-uuid, by which root=UUID= is found", "SYMLINK", "^disk/by-uuid/", "60-persistent-storage.rules") { Only = "60-persistent-storage.rules" },
        new RuleNeed(Red, "/dev/disk/by-label, by which root=LABEL= is found", "SYMLINK", "^disk/by-label/", "60-persistent-storage.rules") { Only = "60-persistent-storage.rules" },
        new GeneratorNeed(Red, "sysroot.mount, from root=", "systemd-fstab-generator"),
        new ProgramNeed(Red, "systemd mounts with it", "/usr/bin/mount", "/bin/mount"),
        new UnitNeed(Warning, "a shell when the root is not found", IsStarted: false, "emergency.service"),
        new AllRulesNeed(),
    ];
}
