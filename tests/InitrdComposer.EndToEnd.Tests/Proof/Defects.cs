namespace InitrdComposer.EndToEnd.Tests.Proof;

/// <summary>What goes wrong with initrds, a row a case: each is red in a proof, and each that names a cell does not boot there.</summary>
public static class Defects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        // drivers
        new("no driver of the disk", "kvm", "virtio_blk is in the kernel's packages and not in the image", "modules.include+=-virtio_blk") { Boots = BootCell.Ext4 },
        new("no module that the disk's driver needs", "kvm", "needs scsi_mod", "finalize.remove-files+=/usr/lib/modules/*/kernel/drivers/scsi/scsi_mod.ko.xz") { Boots = BootCell.VirtioScsi },
        new("a driver for another kernel", "kvm", "vermagic", "modules.include+=-virtio_blk") { Boots = BootCell.Ext4, Tree = tree => tree.Module("drivers/block/virtio_blk.ko", DefectTree.ForAnotherKernel) },
        new("a damaged driver", "kvm", "is no module that the kernel takes", "modules.include+=-virtio_blk") { Boots = BootCell.Ext4, Tree = tree => tree.Module("drivers/block/virtio_blk.ko", module => module[..(module.Length / 2)]) },
        new("a driver that udev may not load", "kvm", "blacklist virtio_blk") { Boots = BootCell.Ext4, Tree = tree => tree.Write("etc/modprobe.d/storage.conf", "blacklist virtio-blk\n") },
        new("a driver that is replaced by a command", "kvm", "in place of loading") { Boots = BootCell.Ext4, Tree = tree => tree.Write("etc/modprobe.d/storage.conf", "install virtio_blk /bin/false\n") },
        new("no index of modules", "boot", "modules.dep.bin", "finalize.remove-files+=/usr/lib/modules/*/modules.dep.bin") { Boots = BootCell.Ext4 },
        new("no index of aliases", "boot", "modules.alias.bin", "finalize.remove-files+=/usr/lib/modules/*/modules.alias.bin") { Boots = BootCell.Ext4 },
        new("no modprobe, which the kernel runs for a file system", "xfs", "/sbin/modprobe", "finalize.remove-files+=/usr/sbin/modprobe") { Boots = BootCell.Xfs },
        new("no module that a file system needs", "xfs", "needs libcrc32c", "finalize.remove-files+=/usr/lib/modules/*/kernel/lib/libcrc32c.ko.xz") { Boots = BootCell.Xfs },

        // programs and libraries
        new("no loader of programs", "boot", "ld-linux-x86-64.so.2", "finalize.remove-files+=/usr/lib64/ld-linux-x86-64.so.2") { Boots = BootCell.Ext4 },
        new("no library that PID 1 needs", "boot", "libseccomp.so.2", "finalize.remove-files+=/usr/lib/x86_64-linux-gnu/libseccomp.so.2*") { Boots = BootCell.Ext4 },
        new("no library that udev loads by dlopen()", "boot", "libkmod.so.2", "finalize.remove-files+=/usr/lib/x86_64-linux-gnu/libkmod.so.2*") { Boots = BootCell.Ext4 },
        new("no library that the checker of the root needs", "ext4", "libext2fs.so.2", "finalize.remove-files+=/usr/lib/x86_64-linux-gnu/libext2fs.so.2*") { Boots = BootCell.Ext4 },
        new("no mount", "boot", "/usr/bin/mount", "finalize.remove-files+=/usr/bin/mount") { Boots = BootCell.Ext4 },
        new("no library that unlocks volumes", "luks", "libcryptsetup.so.12", "finalize.remove-files+=/usr/lib/x86_64-linux-gnu/libcryptsetup.so.12*") { Boots = BootCell.Luks },
        new("no library for the TPM's device", "tpm2", "libtss2-tcti-device.so", "finalize.remove-files+=/usr/lib/x86_64-linux-gnu/libtss2-tcti-device.so.0*") { Boots = BootCell.Tpm2 },
        new("no program that assembles arrays", "raid", "mdadm", "finalize.remove-files+=/usr/sbin/mdadm") { Boots = BootCell.Raid },

        // units, generators, rules
        new("no program of a unit that is needed", "boot", "systemd-udevd.service", "finalize.remove-files+=/usr/lib/systemd/systemd-udevd") { Boots = BootCell.Ext4 },
        new("no unit that switches to the root", "boot", "initrd-switch-root.service", "finalize.remove-files+=/usr/lib/systemd/system/initrd-switch-root.service") { Boots = BootCell.Ext4 },
        new("a unit that is masked", "boot", "systemd-udev-trigger.service") { Boots = BootCell.Ext4, Tree = tree => tree.Write("etc/systemd/system/systemd-udev-trigger.service", "") },
        new("no sign that it is an initrd", "boot", "/etc/initrd-release", "finalize.remove-files+=/etc/initrd-release") { Boots = BootCell.Ext4 },
        new("no generator of the root's mount", "boot", "systemd-fstab-generator", "finalize.remove-files+=/usr/lib/systemd/system-generators/systemd-fstab-generator") { Boots = BootCell.Ext4 },
        new("no rule that loads drivers", "boot", "80-drivers.rules", "finalize.remove-files+=/usr/lib/udev/rules.d/80-drivers.rules") { Boots = BootCell.Ext4 },
        new("no rule that names disks by their labels", "boot", "60-persistent-storage.rules", "finalize.remove-files+=/usr/lib/udev/rules.d/60-persistent-storage.rules") { Boots = BootCell.Ext4 },
        new("no rule by which systemd sees disks", "boot", "99-systemd.rules", "finalize.remove-files+=/usr/lib/udev/rules.d/99-systemd.rules") { Boots = BootCell.Ext4 },
        new("no rule that activates volume groups", "lvm", "69-dm-lvm.rules", "finalize.remove-files+=/usr/lib/udev/rules.d/69-lvm.rules") { Boots = BootCell.Lvm },
        new("no generator of verity volumes", "verity", "systemd-veritysetup-generator", "finalize.remove-files+=/usr/lib/systemd/system-generators/systemd-veritysetup-generator") { Boots = BootCell.Verity },
        new("no generator of roots by partition type", "dps", "systemd-gpt-auto-generator", "finalize.remove-files+=/usr/lib/systemd/system-generators/systemd-gpt-auto-generator") { Boots = BootCell.DiscoverablePartitions },

        // accounts
        new("no user that a unit runs as", "network", "User=systemd-network", "finalize.presets+=enable systemd-networkd.service") { Boots = BootCell.Network, Tree = tree => tree.Write("etc/sysusers.d/systemd-network.conf", "# nobody\n") },
    ];
}
