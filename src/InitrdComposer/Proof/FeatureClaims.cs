using System.Collections.Frozen;
using System.Collections.Immutable;
using InitrdComposer.Finalize;
using InitrdComposer.Proof.Needs;
using InitrdComposer.Tree;
using static InitrdComposer.Proof.ProofVerdict;

namespace InitrdComposer.Proof;

/// <summary>
/// What lies between a disk and the root, and what it stands on: systemd's own parts by their man pages, others by what their packages put into an initrd. A row a
/// feature; distributions name rules differently, so they are known by what they do.
/// </summary>
internal static class FeatureClaims
{
    private const string Cryptsetup = "/usr/lib/systemd/systemd-cryptsetup";
    private const string Veritysetup = "/usr/lib/systemd/systemd-veritysetup";

    /// <summary>systemd-networkd's address by DHCP is asked for over a packet socket.</summary>
    private static readonly ImmutableArray<Need> Network =
    [
        new ModuleNeed(Red, "packet sockets, for DHCP", "net-pf-17"),
        new UnitNeed(Red, "addresses and routes", IsStarted: true, "systemd-networkd.service", "NetworkManager.service", "nm-initrd.service"),
        new UnitNeed(Red, "mounts wait for the network", IsStarted: true, "systemd-networkd-wait-online.service", "NetworkManager-wait-online.service", "nm-wait-online-initrd.service"),
        new UnitNeed(Warning, "ip= of the kernel's command line", IsStarted: true, "systemd-network-generator.service", "nm-initrd.service"),
    ];

    /// <summary>libdevmapper waits until udev's rules have said that they are done with a device.</summary>
    private static readonly ImmutableArray<Need> DeviceMapper =
    [
        new ModuleNeed(Red, "device-mapper", "dm_mod"),
        new RuleNeed(Red, "/dev/mapper, and libdevmapper's wait for udev", null, "dmsetup", "10-dm.rules, 95-dm-notify.rules"),
        new RuleNeed(Red, "libdevmapper is told that udev is done", null, "dmsetup udevcomplete", "95-dm-notify.rules"),
    ];

    private static readonly ImmutableArray<Need> Luks =
    [
        .. DeviceMapper,
        new ModuleNeed(Red, "dm-crypt", "dm-crypt"),
        new ModuleNeed(Red, "aes-xts-plain64, cryptsetup's default (cryptsetup(8))", "crypto-xts"),
        new ModuleNeed(Red, "the block cipher", "crypto-aes"),
        new ModuleNeed(Red, "of which xts is made", "crypto-ecb"),
        new ModuleNeed(Warning, "digests of older volumes", "crypto-sha256"),
        new ProgramNeed(Red, "systemd-cryptsetup@.service", Cryptsetup),
        new GeneratorNeed(Red, "units for rd.luks= and crypttab", "systemd-cryptsetup-generator"),
        new UnitNeed(Red, "volumes are unlocked before it", IsStarted: true, "cryptsetup.target"),
        new LibraryNeed(Red, "systemd-cryptsetup unlocks with it", Cryptsetup, "libcryptsetup.so"),
        new UnitNeed(Warning, "passphrases are asked for on the console", IsStarted: true, "systemd-ask-password-console.path"),
        new ProgramNeed(Warning, "passphrases are asked for on the console", "systemd-tty-ask-password-agent"),
    ];

    private static readonly FrozenDictionary<string, ImmutableArray<Need>> Table = new Dictionary<string, ImmutableArray<Need>>(StringComparer.Ordinal)
    {
        ["lvm"] =
        [
            .. DeviceMapper,
            new ModuleNeed(Warning, "snapshots", "dm-snapshot"),
            new ModuleNeed(Warning, "thin volumes", "dm-thin-pool"),
            new ModuleNeed(Warning, "volumes of type raid", "dm-raid"),
            new ProgramNeed(Red, "volume groups are activated", "lvm"),
            new ProgramNeed(Red, "device-mapper's rules run it", "dmsetup"),
            new RuleNeed(Red, "volume groups are activated when they are complete (lvmautoactivation(7))", null, @"lvm pvscan .*--autoactivation|lvm_scan", "69-dm-lvm.rules"),
            new SettingNeed(Red, "event activation", "/etc/lvm/lvm.conf", @"^\s*event_activation\s*=\s*0", "volume groups are not activated by events"),
        ],
        ["luks"] = Luks,
        ["tpm2"] =
        [
            .. Luks,
            new ModuleNeed(Red, "the TPM (TCG: ACPI HID MSFT0101)", "tpm_crb", "tpm_tis"),
            new LibraryNeed(Red, "systemd talks to the TPM with it", Cryptsetup, "libtss2-esys.so"),
            new LibraryNeed(Red, "systemd talks to the TPM with it", Cryptsetup, "libtss2-rc.so"),
            new LibraryNeed(Red, "systemd talks to the TPM with it", Cryptsetup, "libtss2-mu.so"),
            new LibraryNeed(Red, "the TPM's device, which systemd names at run time (tpm2-util.c)", Cryptsetup, "libtss2-tcti-device.so"),
            new RuleNeed(Warning, "systemd sees the TPM, and waits for it", "TAG", "^systemd$", "99-systemd.rules") { Beside = ("SUBSYSTEM", "tpmrm") },
            new FileNeed(Warning, ProofAspect.Libraries, "tokens of LUKS2 that systemd-cryptenroll(1) wrote", "/usr/lib/**/libcryptsetup-token-systemd-tpm2.so", "/usr/lib64/**/libcryptsetup-token-systemd-tpm2.so"),
        ],
        ["raid"] =
        [
            new ModuleNeed(Red, "md", "md_mod"),
            new ModuleNeed(Red, "RAID 0", "md-level-0"),
            new ModuleNeed(Red, "RAID 1", "md-level-1"),
            new ModuleNeed(Red, "RAID 10", "md-level-10"),
            new ModuleNeed(Red, "RAID 4, 5 and 6", "md-level-5"),
            new ProgramNeed(Red, "arrays are assembled", "mdadm"),
            new RuleNeed(Red, "arrays are assembled as their disks come (mdadm(8), --incremental)", null, @"mdadm (-I|--incremental)\b", "64-md-raid-assembly.rules"),
            new UnitNeed(Warning, "arrays with a disk missing are started after a while", IsStarted: false, "mdadm-last-resort@.timer"),
        ],
        ["verity"] =
        [
            .. DeviceMapper,
            new ModuleNeed(Red, "dm-verity", "dm-verity"),
            new ModuleNeed(Red, "verity's default hash", "crypto-sha256"),
            new ProgramNeed(Red, "systemd-veritysetup@.service", Veritysetup),
            new GeneratorNeed(Red, "units for roothash=", "systemd-veritysetup-generator"),
            new UnitNeed(Red, "volumes are set up before it", IsStarted: true, "veritysetup.target"),
            new LibraryNeed(Red, "systemd-veritysetup works with it", Veritysetup, "libcryptsetup.so"),
        ],
        ["dps"] =
        [
            new GeneratorNeed(Red, "the root's partition by its type (Discoverable Partitions Specification)", "systemd-gpt-auto-generator"),
            new RuleNeed(Red, "/dev/gpt-auto-root, which the generator waits for", "SYMLINK", "^gpt-auto-root$", "99-systemd.rules"),
            new RuleNeed(Red, "udev reads partition tables", "IMPORT", "^blkid", "60-persistent-storage.rules") { Only = "60-persistent-storage.rules" },
            new ModuleNeed(Red, "the partition that the boot loader came from (LoaderDevicePartUUID)", "efivarfs"),
            new ModuleNeed(Warning, "the ESP", "fs-vfat", "vfat"),
            new ModuleNeed(Warning, "names on the ESP (CONFIG_FAT_DEFAULT_CODEPAGE)", "nls_cp437"),
            new ModuleNeed(Warning, "names on the ESP (CONFIG_FAT_DEFAULT_IOCHARSET)", "nls_ascii", "nls_iso8859-1", "nls_utf8"),
        ],
        ["sysext"] =
        [
            .. ExtensionDrivers.ForImages.Select(name => new ModuleNeed(Red, "extensions are mounted and overlaid", name)),
            new ModuleNeed(Red, "the extension's own file system", "squashfs", "erofs"),
            new ProgramNeed(Red, "extensions are merged", "systemd-sysext"),
            new UnitNeed(Red, "extensions are merged", IsStarted: true, MergingUnits.Of(ExtensionKind.Sysext)),
            new LibraryNeed(Red, "dm-verity of extensions", "systemd-sysext", "libcryptsetup.so"),
        ],
        ["network"] = Network,
        [RootClaims.Nfs] =
        [
            .. Network,
            new ModuleNeed(Red, "NFS", "fs-nfs", "nfs"),
            new ModuleNeed(Red, "NFS 4", "nfsv4"),
            new ProgramNeed(Red, "mount(8) leaves NFS to it", "mount.nfs"),
            new ProgramNeed(Warning, "mount(8) leaves NFS 4 to it", "mount.nfs4"),
        ],
        ["iscsi"] =
        [
            .. Network,
            new ModuleNeed(Red, "iSCSI over TCP", "iscsi_tcp"),
            new ModuleNeed(Red, "SCSI disks", "sd_mod"),
            new ModuleNeed(Red, "digests of iSCSI", "crypto-crc32c", "libcrc32c", "crc32c"),
            new ProgramNeed(Red, "targets are logged in to", "iscsistart", "iscsid"),
            new ProgramNeed(Warning, "sessions are recorded and tended", "iscsiadm"),
        ],
        ["nvme-of"] =
        [
            .. Network,
            new ModuleNeed(Red, "NVMe over TCP", "nvme-tcp"),
            new ModuleNeed(Red, "connections to NVMe controllers", "nvme-fabrics"),
            new ProgramNeed(Red, "controllers are connected to", "nvme"),
        ],
        ["multipath"] =
        [
            .. DeviceMapper,
            new ModuleNeed(Red, "dm-multipath", "dm-multipath"),
            new ModuleNeed(Red, "the path selector that is multipath's default", "dm-service-time"),
            new ModuleNeed(Warning, "arrays that have to be told which path is used", "scsi_dh_alua"),
            new ProgramNeed(Red, "paths are gathered", "multipathd"),
            new ProgramNeed(Red, "its rules ask it whether a disk is a path", "multipath"),
            new RuleNeed(Red, "disks that are paths are left to multipathd", null, "multipath", "62-multipath.rules"),
            new UnitNeed(Red, "paths are gathered", IsStarted: true, "multipathd.service"),
        ],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>In alphabetical order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    public static ImmutableArray<Need> Of(string name) => Table[name];

    /// <summary>Whether the platform's network devices are needed for it.</summary>
    public static bool NeedsNetwork(string name) => Table[name].Contains(Network[0]);

    /// <summary>Targets that units want which a feature's generators make.</summary>
    public static IEnumerable<string> TargetsOf(ProofClaims claims) => claims.IsNetworked ? ["network-online.target", "remote-fs-pre.target"] : [];
}
