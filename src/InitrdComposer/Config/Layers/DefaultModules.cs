using System.Collections.Immutable;

namespace InitrdComposer.Config.Layers;

/// <summary>
/// What mkosi's KernelModules=default stands for: the names and patterns of KernelModules= in mkosi/resources/mkosi-initrd of mkosi 27.1 (a list of facts;
/// the file it is in is LGPL-2.1-or-later). All may match nothing: no kernel has all of them. Not in it, and for some machines needed: the drivers of
/// Hyper-V, Xen and VMware.
/// </summary>
internal static class DefaultModules
{
    public const string Name = "default";

    private static readonly ImmutableArray<string> Common =
    [
        "ahci", "amd-pmc", "amd64_edac", "amd_atl", "amd_ctl", "atkbd", "autofs4", "binfmt_misc", "btrfs", "cdrom", "cfg80211", "configfs", "crc-ccitt",
        "dm-crypt", "dm-integrity", "dm-mod", "dm-multipath", "dm-raid", "dm-verity", "dmi-sysfs", "edac_mce_amd", "efi-pstore", "efivarfs", "erofs", "evdev",
        "ext4", "firmware_attributes_class", "hid-generic", "i2c-algo-bit", "i2c-mux", "i2c-smbus", "i2c_hid_acpi", "i8042", "intel-uncore-frequency-common",
        "intel-vsec", "intel_pmc_ssram_telemetry", "intel_rapl_common", "kvm", "libphy", "loop", "mdio_devres", "mei", "nfnetlink", "nvme", "nvmet-tcp",
        "overlay", "parport", "platform_profile", "pmt_telemetry", "qemu_fw_cfg", "raid[0-9]*", "rapl", "scsi_mod", "sd_mod", "serio", "sg",
        "skx_edac_common", "squashfs", "sr_mod", "thunderbolt_net", "tpm_tis", "tpm_vtpm_proxy", "typec_ucsi", "ucsi_acpi", "usb-storage", "usbhid", "vfat",
        "video", "virtio-rng", "virtio_balloon", "virtio_blk", "virtio_console", "virtio_dma_buf", "virtio_mmio", "virtio_net", "virtio_pci", "virtio_scsi",
        "virtiofs", "vmd", "vmw_vsock_virtio_transport", "vsock", "watchdog", "wmi", "wmi-bmof", "x_tables", "xfs", "xhci-pci-renesas", "zram",
        "/fs/nls/", "crypto/", "-/drivers/crypto/", "ccp_crypto", // in this order: the last that matches decides
    ];

    private static readonly ImmutableArray<string> Arm64 = ["/drivers/mmc/host/", "brcmutil", "udc-core"];

    /// <param name="architecture">As RPM writes it.</param>
    public static IEnumerable<string> PatternsFor(string architecture) => (architecture == "aarch64" ? Common.AddRange(Arm64) : Common).Select(pattern => $"?{pattern}");
}
