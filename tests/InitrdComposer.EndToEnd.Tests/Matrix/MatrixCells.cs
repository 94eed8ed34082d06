namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>The rows of the boot matrix, and the few of them that every run of the tests boots.</summary>
internal static class MatrixCells
{
    private const string ByLabel = "root=LABEL=demo-root rw", ByUuid = "root=UUID=8f2b2c2e-5d0a-4c57-9f0e-6d656d6f7274 rw";

    /// <summary>As tests/boot-matrix/provisioner formats them.</summary>
    private const string Luks = "6c756b73-0000-4000-8000-6d6174726978", LuksBelowLvm = "6c756b73-0001-4000-8000-6d6174726978", LuksByTpm = "6c756b73-0002-4000-8000-6d6174726978";

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
        new("LVM", "lvm", ["lvm"], "root=/dev/plain/root rw") { DracutWords = "rd.lvm.lv=plain/root" },
        new("LUKS2, passphrase as credential", "luks", ["crypt"], $"rd.luks.uuid={Luks} {ByLabel}") { Passphrase = "matrix" },
        new("LUKS2, TPM 2", "tpm2", ["tpm2"], $"rd.luks.uuid={LuksByTpm} rd.luks.options=tpm2-device=auto {ByLabel}") { HasTpm = true },
        new("LUKS2 on a disk, LVM in it", "luks-lvm", ["crypt", "lvm"], $"rd.luks.uuid={LuksBelowLvm} root=/dev/crypt/root rw") { Passphrase = "matrix", DracutWords = "rd.lvm.lv=crypt/root" },
        new("RAID1 that lacks a disk", "raid", ["raid"], ByLabel) { DracutWords = "rd.auto=1 rd.retry=20" },
        new("NFS 4", null, ["nfs"], "root=nfs4:10.0.2.2:/root:port=20490 rw ip=dhcp") { Server = MatrixServer.Nfs },
        new("iSCSI", null, ["iscsi"], $"netroot=iscsi:10.0.2.2::13260:1:iqn.2026-01.invalid.distro:root rd.iscsi.initiator=iqn.2026-01.invalid.distro:guest {ByLabel} ip=dhcp") { Server = MatrixServer.Iscsi },
        new("dm-verity by roothash=", "verity", [], "roothash={roothash}") { DracutWords = "root=/dev/mapper/root" },
        new("arm64, composed on x86-64", "arm64", [], ByLabel) { Recipe = "arm64" },
        new("no such root: emergency.target", "ext4", [], "root=LABEL=nowhere systemd.default_device_timeout_sec=10") { Expected = ["Timed out waiting for device", "emergency.target"], DracutWords = "rd.timeout=10 rd.retry=10" },
    ];

    /// <summary>A row of <see cref="All"/>.</summary>
    public static MatrixCell Named(string name) => All.Single(cell => cell.Name == name);

    /// <summary>All rows of a table, or those whose names contain one of the texts of BOOT_MATRIX_CELLS, separated by '|'.</summary>
    public static IEnumerable<T> Chosen<T>(IReadOnlyList<T> rows, Func<T, string> name)
    {
        string[] wanted = (Environment.GetEnvironmentVariable("BOOT_MATRIX_CELLS") ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries);
        return rows.Where(row => wanted.Length == 0 || wanted.Any(text => name(row).Contains(text, StringComparison.Ordinal)));
    }
}
