using System.Collections.Immutable;
using static InitrdComposer.Import.Dracut.Tables.DracutModule;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Modules of dracut that are about disks, what is on them, and how they are unlocked.</summary>
internal static class StorageModules
{
    private const string S390 = "For IBM Z, which no recipe is for.";
    private const string Live = "Live images are dracut's own; boot an image with systemd's discoverable partitions, or roothash=.";

    public static ImmutableArray<DracutModule> All { get; } =
    [
        new("rootfs-block", ImportVerdict.BuiltIn, "systemd-fstab-generator and systemd-gpt-auto-generator find and mount the root.") { HasCheckers = true },
        None("rootfs-block-fallback", "rootfallback= is dracut's; a second boot entry names another root."),
        new("fs-lib", ImportVerdict.Translated, "systemd-fsck@.service runs them.") { HasCheckers = true },
        WithDrivers("overlayfs", "overlay", "systemd mounts overlays by systemd.volatile=overlay, or by an extension; rd.overlay is dracut's."),
        WithDrivers("overlay-root", "overlay", "systemd.volatile=overlay in its place."),
        None("overlayfs-crypt", "An encrypted overlay is dracut's; systemd.volatile=overlay keeps changes in memory."),
        Feature("dm", "dm"),
        None("dmraid", "Firmware RAID is md's business today: the feature raid."),
        Feature("lvm", "lvm", "Volume groups are activated by lvm2's udev rules as their disks appear."),
        None("lvmmerge", "Merges a snapshot before the root is mounted; run lvconvert --merge in the booted system, it takes place at the next activation."),
        None("lvmthinpool-monitor", "Thin pools are monitored by the booted system."),
        Feature("mdraid", "raid"),
        Feature("crypt", "crypt", "systemd-cryptsetup unlocks: by passphrase, credential, TPM 2, FIDO2, PKCS#11."),
        BuiltIn("crypt-lib", "Part of dracut's crypt."),
        None("crypt-gpg", "A key file that GnuPG decrypts; enrol a smart card, FIDO2 token or TPM 2 with systemd-cryptenroll."),
        WithDrivers("crypt-loop", "loop", "The driver; that rd.luks.key= may name a file in a loop device is dracut's."),
        Feature("fido2", "fido2"),
        Feature("pkcs11", "pkcs11"),
        Feature("pcsc", "smartcard"),
        Feature("tpm2-tss", "tpm2"),
        Feature("btrfs", "btrfs", "udev's own rules wait for all disks of a btrfs."),
        Feature("multipath", "multipath", "Put multipath.conf into an extra tree."),
        WithDrivers("nvdimm", "/drivers/nvdimm/ /drivers/acpi/nfit/ /drivers/dax/"),
        WithDrivers("virtfs", "9p 9pnet_virtio", "root=fstype with rootfstype=9p."),
        WithDrivers("virtiofs", "virtiofs fuse"),
        WithDrivers("memdisk", "mtdram phram mtdblock", "systemd does not read memdisk's ACPI table."),
        None("ecryptfs", "Its key is loaded by dracut's script; use LUKS."),
        None("masterkey", "Loads the kernel's trusted master key by dracut's script: a unit in an extra tree."),
        None("integrity", "IMA and EVM keys are loaded by dracut's script; systemd loads an IMA policy from /etc/ima."),
        None("pollcdrom", "The kernel polls removable disks itself (block.events_dfl_poll_msecs=)."),
        None("dmsquash-live", Live),
        None("dmsquash-live-autooverlay", Live),
        None("dmsquash-live-ntfs", Live),
        None("img-lib", Live),
        None("lunmask", S390),
        None("cio_ignore", S390),
        None("dasd", S390),
        None("dasd_mod", S390),
        None("dasd_rules", S390),
        None("dcssblk", S390),
        None("qeth_rules", S390),
        None("zfcp", S390),
        None("zfcp_rules", S390),
        None("zipl", S390),
        None("znet", S390),
        None("cms", S390),
    ];
}
