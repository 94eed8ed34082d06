namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>The rows of the boot matrix, and the few of them that every run of the tests boots.</summary>
internal static class MatrixCells
{
    private const string ByLabel = "root=LABEL=demo-root rw", ByUuid = "root=UUID=8f2b2c2e-5d0a-4c57-9f0e-6d656d6f7274 rw";

    /// <summary>With the demo's kernel and packages.</summary>
    public static IReadOnlyList<MatrixCell> Fast { get; } =
    [
        new("xfs by UUID, virtio-scsi", "xfs", [], ByUuid) { Recipe = "cloud", Bus = MatrixBus.VirtioScsi },
        new("btrfs by LABEL, NVMe", "btrfs", [], ByLabel) { Recipe = "cloud", Bus = MatrixBus.Nvme },
        new("dm-verity by roothash=, AHCI", "verity", [], "roothash={roothash}") { Recipe = "cloud", Bus = MatrixBus.Ahci },
        new("no such root", "ext4", [], "root=LABEL=nowhere systemd.default_device_timeout_sec=10") { Recipe = "cloud", Expected = ["Timed out waiting for device", "emergency.target"] },
    ];

    /// <summary>With Debian's generic kernel, and one on another architecture.</summary>
    public static IReadOnlyList<MatrixCell> All { get; } =
    [
        new("ext4 by LABEL, virtio-blk", "ext4", [], ByLabel),
        new("xfs by UUID, virtio-scsi", "xfs", [], ByUuid) { Bus = MatrixBus.VirtioScsi },
        new("btrfs by LABEL, AHCI", "btrfs", [], ByLabel) { Bus = MatrixBus.Ahci },
        new("ext4 by UUID, NVMe", "ext4", [], ByUuid) { Bus = MatrixBus.Nvme },
        new("ext4 by LABEL, USB storage", "ext4", [], ByLabel) { Bus = MatrixBus.Usb },
        new("discovered partition, UKI without root=", null, [], "") { IsDiscovered = true },
        new("systemd as target", "systemd", [], ByLabel),
    ];
}
