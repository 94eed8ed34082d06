using System.Collections.Immutable;
using static InitrdComposer.Import.Dracut.Tables.DracutModule;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Modules of dracut that bring parts of systemd, and the plumbing around it.</summary>
internal static class SystemdModules
{
    private const string Whole = "Packages of systemd are installed whole; its own unit does it.";

    public static ImmutableArray<DracutModule> All { get; } =
    [
        BuiltIn("systemd", "systemd is PID 1 of every image."),
        BuiltIn("systemd-initrd", "Targets and units of the initrd are systemd's; /etc/initrd-release is written always."),
        BuiltIn("dracut-systemd", "Its hooks are dracut's; systemd's own generators and targets find and mount the root."),
        BuiltIn("initqueue", "systemd waits for devices by units (x-systemd.device-timeout=), not in a loop."),
        BuiltIn("systemd-ac-power", Whole),
        BuiltIn("systemd-ask-password", Whole),
        BuiltIn("systemd-battery-check", Whole),
        BuiltIn("systemd-bsod", Whole),
        Feature("systemd-coredump", "coredump"),
        BuiltIn("systemd-creds", Whole),
        Feature("systemd-cryptsetup", "crypt"),
        BuiltIn("systemd-emergency", "systemd's emergency.target; dracut's shell around it is dracut's."),
        BuiltIn("systemd-hostnamed", Whole),
        Feature("systemd-import", "network", "systemd-import-generator downloads disk images (systemd 257)."),
        Feature("systemd-integritysetup", "integrity"),
        BuiltIn("systemd-journald", Whole),
        BuiltIn("systemd-ldconfig", "Libraries stand in the folders that the loader searches."),
        BuiltIn("systemd-modules-load", Whole),
        Feature("systemd-networkd", "network", "Files *.network go into an extra tree below /usr/lib/systemd/network."),
        Feature("systemd-network-management", "network dbus", "Files *.network go into an extra tree below /usr/lib/systemd/network."),
        BuiltIn("systemd-pcrextend", "systemd measures boot phases of a UKI; its units are wanted by initrd.target."),
        BuiltIn("systemd-pcrphase", "systemd measures boot phases of a UKI (from systemd 255 on the program is systemd-pcrextend); its units are wanted by initrd.target."),
        None("systemd-portabled", "Portable services are for the system that is booted."),
        BuiltIn("systemd-pstore", Whole),
        Feature("systemd-repart", "repart", "Definitions go into an extra tree below /usr/lib/repart.d."),
        Feature("systemd-resolved", "network"),
        None("systemd-rfkill", "It restores what the booted system remembers; radios stay as the firmware has them."),
        None("systemd-storagetm", "Exposing disks by NVMe-TCP: enable storage-target-mode.target on the kernel command line (systemd 255)."),
        BuiltIn("systemd-sysctl", "Files of packages below /usr/lib/sysctl.d are there; put others into an extra tree."),
        Feature("systemd-sysext", "sysext"),
        BuiltIn("systemd-sysusers", "Accounts of sysusers.d are made when the image is composed."),
        BuiltIn("systemd-sysusers-service", "Accounts of sysusers.d are made when the image is composed."),
        BuiltIn("systemd-timedated", Whole),
        Feature("systemd-timesyncd", "timesync network"),
        BuiltIn("systemd-tmpfiles", Whole),
        BuiltIn("systemd-udevd", "udev is part of every image, with the rules of all packages."),
        Feature("systemd-veritysetup", "verity"),
        BuiltIn("udev-rules", "udev is part of every image, with the rules of all packages."),
        BuiltIn("hwdb", "udev's hardware database is that of the packages; finalize.hwdb = \"compiled\" makes it of their hwdb.d."),
        BuiltIn("usrmount", "systemd mounts /usr by the root's fstab, or by mount.usr=."),
        BuiltIn("fstab-sys", "systemd-fstab-generator reads /sysroot/etc/fstab, and units from /etc/fstab.sys have a successor in x-initrd.mount."),
        BuiltIn("resume", "systemd-hibernate-resume reads resume=, or the EFI variable."),
        BuiltIn("securityfs", "systemd mounts securityfs."),
        BuiltIn("selinux", "systemd loads the policy of the booted system."),
        BuiltIn("terminfo", "Terminal descriptions are those of the packages."),
        BuiltIn("biosdevname", "udev gives interfaces predictable names; biosdevname is a package of the booted system."),
        Feature("dbus", "dbus"),
        Feature("dbus-broker", "dbus"),
        Feature("dbus-daemon", "dbus", "dbus-broker in its place."),
        None("shutdown", "dracut copies the image back to /run/initramfs to tear down storage at power-off; systemd-shutdown detaches what it can by itself."),
        BuiltIn("watchdog", "systemd serves the watchdog: RuntimeWatchdogSec=, systemd.watchdog_sec=."),
        WithDrivers("watchdog-modules", "/drivers/watchdog/"),
    ];
}
