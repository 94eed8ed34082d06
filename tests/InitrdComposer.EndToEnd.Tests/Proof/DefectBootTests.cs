using InitrdComposer.EndToEnd.Tests.Matrix;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Proof;

/// <summary>
/// The proof and the machine agree: what is red does not boot, and what boots is not red. `make boot-matrix` asks for them: most of an hour, for what does not boot takes its
/// time to say so.
/// </summary>
[Collection(BootCollection.Name)]
public sealed class DefectBootTests(ComposedDemo demo)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    /// <summary>Seconds that a device is waited for: many times what it takes where it comes at all.</summary>
    private const int DeviceTimeout = 60;

    public static TheoryData<string> Names => [.. MatrixCells.Chosen(Defects.All, defect => defect.Name).Where(defect => defect.Boots != BootCell.None).Select(defect => defect.Name)];

    public static TheoryData<string> Cells => [.. MatrixCells.Chosen([.. AllCells], cell => cell.Name).Select(cell => cell.Name)];

    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(Names))]
    public void AnImageWithARedCellDoesNotBootThere(string name)
    {
        demo.Require();
        Defect defect = Defects.All.Single(one => one.Name == name);
        MatrixCell cell = CellOf(defect.Boots);
        using var folder = new TempFolder();
        MatrixImage image = MatrixImage.Compose(cell, defect.Options(demo, folder), "defect");
        ToolResult proof = ComposerProgram.Run(["prove", image.Initrd, .. defect.ClaimOptions]);
        Assert.True(proof.ExitCode == 1, proof.Output + proof.Error);
        Assert.Contains(defect.Reason, proof.Output, StringComparison.Ordinal);

        string? disk = MatrixDisk.Of(cell, image, folder);
        MatrixBoot boot = MatrixMachine.Boot(cell, image, $"{MatrixDisk.CommandLine(cell, disk)} systemd.default_device_timeout_sec={DeviceTimeout}", disk, Timeout);
        Assert.False(boot.IsBooted, string.Join('\n', boot.Console));

        // What a busy machine does to an emulated one before that is no work of the defect.
        Assert.Contains(boot.Console, line => line.Contains("Run /init as init process", StringComparison.Ordinal));
    }

    /// <summary>That these boot is what BootMatrixTests are for.</summary>
    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(Cells))]
    public void WhatTheMatrixBootsIsGreen(string name)
    {
        MatrixCell cell = AllCells.Single(cell => cell.Name == name);
        ToolResult proof = ComposerProgram.Run(["prove", MatrixImage.Compose(cell).Initrd, "--warnings", .. ClaimsOf(cell)]);
        Assert.True(proof.ExitCode == 0, proof.Output + proof.Error);
    }

    private static IEnumerable<MatrixCell> AllCells => MatrixCells.All.Concat(MatrixCells.Fast).DistinctBy(cell => cell.Name);

    private static MatrixCell CellOf(BootCell cell) => cell switch
    {
        BootCell.Ext4 => Fast("xfs") with { Disk = "ext4", Bus = MatrixBus.VirtioBlk },
        BootCell.VirtioScsi => Fast("xfs") with { Disk = "ext4" },
        BootCell.Xfs => Fast("xfs") with { Bus = MatrixBus.VirtioBlk },
        BootCell.Verity => Fast("dm-verity"),
        BootCell.Lvm => Named("LVM"),
        BootCell.Luks => Named("LUKS2, passphrase"),
        BootCell.Tpm2 => Named("LUKS2, TPM 2"),
        BootCell.Raid => Named("RAID1"),
        BootCell.DiscoverablePartitions => Named("discovered partition"),
        BootCell.Network => Named("NFS 4"),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, null),
    };

    private static MatrixCell Fast(string name) => MatrixCells.Fast.Single(cell => cell.Name.StartsWith(name, StringComparison.Ordinal));

    private static MatrixCell Named(string name) => MatrixCells.All.Single(cell => cell.Name.StartsWith(name, StringComparison.Ordinal));

    /// <summary>What a cell's recipe has to boot from.</summary>
    private static IEnumerable<string> ClaimsOf(MatrixCell cell)
    {
        string[] features =
        [
            .. cell.Profiles.Select(profile => profile == "crypt" ? "luks" : profile), .. cell.Disk == "verity" ? (string[])["verity"] : [], .. cell.IsDiscovered ? (string[])["dps"] : [],
        ];
        return ["--platform", "kvm", "--root", cell.Disk is "xfs" or "btrfs" ? cell.Disk : "ext4", .. features.Length == 0 ? Array.Empty<string>() : ["--features", string.Join(',', features)]];
    }
}
