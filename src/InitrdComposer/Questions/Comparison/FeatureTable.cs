using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>
/// What an initrd can do, by the files that show it. Sources: the modules of dracut 106 (modules.d/*/module-setup.sh), hooks of initramfs-tools 0.147 and mkinitcpio 39,
/// systemd's own folders (systemd.generator(7), systemd.unit(5)).
/// </summary>
internal static class FeatureTable
{
    public static ImmutableArray<Feature> All { get; } =
    [
        new("init", "systemd", "/usr/lib/systemd/systemd"),
        new("init", "busybox", "/usr/{bin,sbin,lib/initcpio}/busybox"),
        new("init", "klibc", "/usr/lib/klibc-*.so"),
        new("init", "dracut's plumbing", "/usr/lib/dracut", "/usr/lib/dracut-*", "/usr/{bin,sbin}/dracut-*"),
        new("init", "initramfs-tools' plumbing", "/scripts/functions", "/conf/initramfs.conf"),
        new("init", "mkinitcpio's plumbing", "/init_functions", "/hooks/*"),
        new("init", "booster's plumbing", "/etc/booster.init.yaml"),
        new("init", "emergency shell", "/usr/lib/systemd/system/emergency.service", "/usr/{bin,sbin}/dracut-emergency", "/usr/{bin,sbin}/sulogin", "/scripts/functions", "/init_functions"),
        new("init", "shell", "/usr/bin/{sh,bash,dash,ash}"),
        new("init", "boot screen (plymouth)", "/usr/{bin,sbin}/plymouthd"),
        new("init", "udev", "/usr/lib/systemd/systemd-udevd", "/usr/{bin,sbin}/udevadm"),
        new("init", "microcode", "/kernel/x86/microcode/*"),
        new("init", "ACPI tables", "/kernel/firmware/acpi/*"),

        new("storage", "LVM", "/usr/{bin,sbin}/lvm"),
        new("storage", "MD RAID (mdadm)", "/usr/{bin,sbin}/mdadm"),
        new("storage", "firmware RAID (dmraid)", "/usr/{bin,sbin}/dmraid"),
        new("storage", "LUKS (cryptsetup)", "/usr/lib/systemd/systemd-cryptsetup", "/usr/{bin,sbin}/{systemd-cryptsetup,cryptsetup}"),
        new("storage", "dm-verity", "/usr/lib/systemd/systemd-veritysetup", "/usr/{bin,sbin}/{systemd-veritysetup,veritysetup}"),
        new("storage", "multipath", "/usr/{bin,sbin}/{multipathd,multipath}"),
        new("storage", "iSCSI", "/usr/{bin,sbin}/{iscsid,iscsistart,iscsiadm}"),
        new("storage", "NFS", "/usr/{bin,sbin}/{mount.nfs,mount.nfs4,nfsmount,nfsroot}", "/usr/lib/klibc/bin/nfsmount"),
        new("storage", "CIFS", "/usr/{bin,sbin}/mount.cifs"),
        new("storage", "NVMe over fabrics", "/usr/{bin,sbin}/nvme", "/usr/lib/modules/*/kernel/drivers/nvme/host/nvme-{tcp,rdma,fc}.ko"),
        new("storage", "FCoE", "/usr/{bin,sbin}/{fipvlan,fcoeadm}"),
        new("storage", "NBD", "/usr/{bin,sbin}/nbd-client"),
        new("storage", "btrfs", "/usr/{bin,sbin}/btrfs"),
        new("storage", "ZFS", "/usr/{bin,sbin}/zpool"),
        new("storage", "disk images (dissect)", "/usr/{bin,sbin}/systemd-dissect"),
        new("storage", "repartitioning", "/usr/{bin,sbin}/systemd-repart"),
        new("storage", "system extensions", "/usr/{bin,sbin}/systemd-sysext"),

        new("unlocking", "TPM 2", "/usr/{lib,lib64}/**/libtss2-esys.so*", "/usr/{lib,lib64}/**/libcryptsetup-token-systemd-tpm2.so", "/usr/{bin,sbin}/tpm2_*"),
        new("unlocking", "FIDO2", "/usr/{lib,lib64}/**/libfido2.so*", "/usr/{lib,lib64}/**/libcryptsetup-token-systemd-fido2.so"),
        new("unlocking", "PKCS#11", "/usr/{lib,lib64}/**/libp11-kit.so*", "/usr/{lib,lib64}/**/libcryptsetup-token-systemd-pkcs11.so"),
        new("unlocking", "clevis", "/usr/{bin,sbin}/clevis"),

        new("network", "systemd-networkd", "/usr/lib/systemd/systemd-networkd"),
        new("network", "NetworkManager", "/usr/{bin,sbin}/NetworkManager"),
        new("network", "DHCP client", "/usr/{bin,sbin}/{dhclient,dhcpcd,udhcpc}"),
        new("network", "klibc ipconfig", "/usr/{bin,sbin}/ipconfig"),
        new("network", "SSH server", "/usr/{bin,sbin}/{sshd,dropbear}"),
        new("network", "resolver (systemd-resolved)", "/usr/lib/systemd/systemd-resolved"),

        new("fsck", "fsck", "/usr/{bin,sbin}/fsck"),
        new("fsck", null, "/usr/{bin,sbin}/fsck.*"),
        new("fsck", "xfs_repair", "/usr/{bin,sbin}/xfs_repair"),

        new("systemd generator", null, "/{usr/lib,etc,usr/local/lib}/systemd/system-generators/*"),
        new("enabled unit", null, "/{usr/lib,etc,usr/local/lib}/systemd/system/*.{wants,requires,upholds}/*"),
    ];

    /// <summary>What one of the images has, group by group in the table's order.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second; null: there is none.</param>
    public static ImmutableArray<ComparedFeature> Compare(ImageListing a, ImageListing? b)
    {
        (Dictionary<FeatureName, List<RootPath>> inA, Dictionary<FeatureName, List<RootPath>> inB) = ParallelWork.Both(a, b, In);
        string[] groups = [.. All.Select(feature => feature.Group).Distinct()];
        return
        [
            .. inA.Keys.Union(inB.Keys)
                .OrderBy(key => Array.IndexOf(groups, key.Group)).ThenBy(key => key.Name, StringComparer.Ordinal)
                .Select(key => new ComparedFeature(key.Name, key.Group, [.. inA.GetValueOrDefault(key, [])], [.. inB.GetValueOrDefault(key, [])])),
        ];
    }

    private static Dictionary<FeatureName, List<RootPath>> In(ImageListing? listing)
    {
        if (listing is null) return [];
        Dictionary<FeatureName, List<RootPath>> found = [];
        HashSet<FeatureName> masked = [];
        foreach (Feature feature in All)
        {
            foreach (RootNode node in feature.In(listing.Tree))
            {
                var key = new FeatureName(feature.Group, feature.Name ?? Printable.Escape(node.Path.Name));
                if (node.Inode.Body is FileBody.SymbolicLink link && link.Target.Bytes.SequenceEqual("/dev/null"u8)) masked.Add(key);
                if (!found.TryGetValue(key, out List<RootPath>? evidence)) found.Add(key, evidence = []);
                if (listing.At(node.Path).Node.Path is var path && !evidence.Contains(path)) evidence.Add(path);
            }
        }

        // A generator or unit that is masked is one that does not run, wherever else it is.
        foreach (FeatureName key in masked) found.Remove(key);

        return found;
    }

    private sealed record FeatureName(string Group, string Name);
}
