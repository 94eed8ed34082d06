using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Modules;

/// <summary>A name that people take for a kernel module's, and the module that they mean.</summary>
/// <param name="Name">With '-' for '_'.</param>
/// <param name="What">What it is: "a device of QEMU".</param>
/// <param name="Module">The driver.</param>
public sealed record MistakenName(string Name, string What, string Module)
{
    private const string Qemu = "a device of QEMU", Config = "a symbol of the kernel's configuration", Personality = "a level that one module serves", Gone = "a module of older kernels", Subsystem = "a subsystem", ReadByExt4 = "a file system that ext4 reads";

    /// <summary>
    /// QEMU's devices as `qemu-system-x86_64 -device help` of QEMU 7.2 has them, less those that are called like their module; symbols of drivers/hv, drivers/scsi
    /// and drivers/block; aliases in drivers/md; modules that Linux 4 and 5 had.
    /// </summary>
    public static ImmutableArray<MistakenName> All { get; } =
    [
        new("scsi-hd", Qemu, "sd_mod"),
        new("scsi-cd", Qemu, "sr_mod"),
        new("scsi-block", Qemu, "sd_mod"),
        new("scsi-generic", Qemu, "sg"),
        new("ide-hd", Qemu, "ata_piix"),
        new("ide-cd", Qemu, "sr_mod"),
        new("ich9-ahci", Qemu, "ahci"),
        new("nvme-ns", Qemu, "nvme"),
        new("virtio-blk-pci", Qemu, "virtio_blk"),
        new("virtio-blk-device", Qemu, "virtio_blk"),
        new("virtio-scsi-pci", Qemu, "virtio_scsi"),
        new("virtio-net-pci", Qemu, "virtio_net"),
        new("virtio-rng-pci", Qemu, "virtio_rng"),
        new("virtio-serial-pci", Qemu, "virtio_console"),
        new("virtio-serial", Qemu, "virtio_console"),
        new("virtio-balloon-pci", Qemu, "virtio_balloon"),
        new("virtio-9p-pci", Qemu, "9pnet_virtio"),
        new("virtio-gpu-pci", Qemu, "virtio_gpu"),
        new("virtio-vga", Qemu, "virtio_gpu"),
        new("vhost-user-fs-pci", Qemu, "virtiofs"),
        new("vhost-vsock-pci", Qemu, "vmw_vsock_virtio_transport"),
        new("virtio-fs", Qemu, "virtiofs"),
        new("pvscsi", Qemu, "vmw_pvscsi"),
        new("megasas", Qemu, "megaraid_sas"),
        new("lsi53c895a", Qemu, "sym53c8xx"),
        new("mptsas1068", Qemu, "mptsas"),
        new("qemu-xhci", Qemu, "xhci_pci"),
        new("nec-usb-xhci", Qemu, "xhci_pci"),
        new("usb-ehci", Qemu, "ehci_pci"),
        new("usb-uas", Qemu, "uas"),
        new("usb-kbd", Qemu, "usbhid"),
        new("hyperv-storage", Config, "hv_storvsc"),
        new("hyperv-net", Config, "hv_netvsc"),
        new("hyperv", Config, "hv_vmbus"),
        new("storvsc", Subsystem, "hv_storvsc"),
        new("netvsc", Subsystem, "hv_netvsc"),
        new("vmbus", Subsystem, "hv_vmbus"),
        new("hv-pci", Subsystem, "pci_hyperv"),
        new("xen-blkdev-frontend", Config, "xen_blkfront"),
        new("xen-netdev-frontend", Config, "xen_netfront"),
        new("blk-dev-sd", Config, "sd_mod"),
        new("blk-dev-sr", Config, "sr_mod"),
        new("sata-ahci", Config, "ahci"),
        new("blk-dev-nvme", Config, "nvme"),
        new("blk-dev-dm", Config, "dm_mod"),
        new("lvm", Subsystem, "dm_mod"),
        new("mdraid", Subsystem, "md_mod"),
        new("luks", Subsystem, "dm_crypt"),
        new("raid4", Personality, "raid456"),
        new("raid5", Personality, "raid456"),
        new("raid6", Personality, "raid456"),
        new("ext2", ReadByExt4, "ext4"),
        new("ext3", ReadByExt4, "ext4"),
        new("ntfs", Gone, "ntfs3"),
        new("aes-x86-64", Gone, "aesni_intel"),
        new("nvme-pci", Subsystem, "nvme"),
        new("iscsi", Subsystem, "iscsi_tcp"),
        new("multipath", Subsystem, "dm_multipath"),
    ];

    /// <summary>The kernel knows it by this name too: modprobe finds the module.</summary>
    public bool IsAlias => What is Personality or ReadByExt4;

    /// <param name="name">With '-' or '_', without a path and ".ko".</param>
    public static MistakenName? Find(string name) => All.FirstOrDefault(known => known.Name == name.Replace('_', '-'));

    /// <summary>Names that differ from one by at most an edit for every three letters, the nearest first.</summary>
    public static IEnumerable<string> Near(string name, IEnumerable<string> names)
    {
        string wanted = name.Replace('_', '-');
        int limit = Math.Max(1, wanted.Length / 3);
        return from candidate in names.Distinct()
               let distance = EditDistance.Between(wanted, candidate.Replace('_', '-'), limit)
               where distance is not null
               orderby distance, candidate
               select candidate;
    }
}
