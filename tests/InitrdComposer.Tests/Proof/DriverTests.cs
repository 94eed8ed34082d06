using InitrdComposer.Proof;
using Xunit;

namespace InitrdComposer.Tests.Proof;

/// <summary>Devices and their drivers: found, loaded, with all that they need.</summary>
public sealed class DriverTests
{
    private const string Disk = "required | virtio:d00000002v00001AF4 | virtio_blk | disk | VIRTIO";
    private const string Firmware = "/usr/lib/firmware/adapter";

    [Fact]
    public void AModuleThatTheIndexHasForItAndTheImageHasIsADriver() => Assert.Equal(ProofVerdict.Good, TinyInitrd.Systemd().Prove(Disk).Rows[1][ProofAspect.Drivers]);

    [Theory]
    [InlineData("/usr/lib/modules/" + TinyInitrd.Release + "/kernel/drivers/block/virtio_blk.ko", "virtio_blk is in the kernel's packages and not in the image (kernel/drivers/block/virtio_blk.ko)")]
    [InlineData("/usr/lib/modules", "the image has no /usr/lib/modules/KVER")]
    public void OneThatIsNotInTheImageIsNone(string without, string reason) =>
        Assert.Contains(TinyInitrd.Systemd().Without(without).Reds(Disk), red => red.StartsWith("devices drivers: disk", StringComparison.Ordinal) && red.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void WhatItDependsOnHasToBeThere()
    {
        TinyInitrd initrd = TinyInitrd.Systemd().Module("kernel/core.ko").Module("kernel/drivers/block/virtio_blk.ko", "alias=virtio:d00000002v*", "depends=core");
        Assert.Contains(initrd.Without($"/usr/lib/modules/{TinyInitrd.Release}/kernel/core.ko").Reds(Disk), red => red.Contains("needs core", StringComparison.Ordinal));
    }

    [Fact]
    public void AnotherKernelsModuleIsRefused() =>
        Assert.Contains(TinyInitrd.Systemd().ModuleOf("6.11.0-tiny", "kernel/drivers/block/virtio_blk.ko", "alias=virtio:d00000002v*").Reds(Disk), red => red.Contains("vermagic is \"6.11.0-tiny SMP mod_unload\", and the kernel's release is 6.12.0-tiny", StringComparison.Ordinal));

    [Fact]
    public void AFolderWithoutModulesIsNoKernels() => Assert.Equal(TinyInitrd.Release, TinyInitrd.Systemd().File("/usr/lib/modules/a-keys/x509.pem", "").Prove().KernelVersion);

    [Theory]
    [InlineData("blacklist virtio-blk\n", "blacklist virtio_blk")]
    [InlineData("install virtio_blk /bin/false\n", "runs \"/bin/false\"")]
    public void ModprobesConfigurationIsHeeded(string line, string reason)
    {
        Assert.Contains(TinyInitrd.Systemd().File("/usr/lib/modprobe.d/x.conf", line).Reds(Disk), red => red.Contains(reason, StringComparison.Ordinal));

        // Of one name the more important folder's file counts.
        Assert.Empty(TinyInitrd.Systemd().File("/usr/lib/modprobe.d/x.conf", line).File("/etc/modprobe.d/x.conf", "# nothing\n").Reds(Disk));
    }

    [Fact]
    public void WhatIsBuiltInIsKnownByItsName()
    {
        ProofRow row = TinyInitrd.Systemd().Prove("required | acpi:EXT40001: | ext4 | a device | a test").Rows[1];
        Assert.Equal(ProofVerdict.BuiltIn, row[ProofAspect.Drivers]);
        Assert.Contains(TinyInitrd.Systemd().Reds("required | acpi:EXT40001: | other | a device | a test"), red => red.Contains("no module of kernel 6.12.0-tiny is for acpi:EXT40001:, and other is not built in", StringComparison.Ordinal));
    }

    [Fact]
    public void AModaliasAloneThatNobodyIsForCannotBeJudged() => Assert.Equal(ProofVerdict.Warning, TinyInitrd.Systemd().Prove("scsi:t-0x00").Rows[1].Verdict);

    [Theory]
    [InlineData(false, false, ProofVerdict.Red)]
    [InlineData(true, false, ProofVerdict.Warning)]
    [InlineData(true, true, ProofVerdict.Good)]
    public void OfFirmwareNoneIsRedAndSomeIsOnlySaid(bool hasOne, bool hasTwo, ProofVerdict expected)
    {
        TinyInitrd initrd = TinyInitrd.Systemd().Module("kernel/drivers/block/virtio_blk.ko", "alias=virtio:d00000002v*", "firmware=adapter/one.bin", "firmware=adapter/two-*.fw");
        if (hasOne) initrd.File($"{Firmware}/one.bin.xz", "1");
        if (hasTwo) initrd.File($"{Firmware}/two-3.fw", "2");
        Assert.Equal(expected, initrd.Prove(Disk).Rows[1][ProofAspect.Firmware]);
    }

    [Fact]
    public void OptionalDevicesAreOnlySaidAndThoseOfANetworkAskedForWithIt()
    {
        Assert.Empty(TinyInitrd.Systemd().Reds("optional | usb:v1 | usb_storage | stick | USB\nnetwork | virtio:d00000001v00001AF4 | virtio_net | network | VIRTIO"));
        Assert.Contains(TinyInitrd.Systemd().Reds("network | virtio:d00000001v00001AF4 | virtio_net | network | VIRTIO", null, "network"), red => red.StartsWith("devices drivers: network", StringComparison.Ordinal));
    }

    [Fact]
    public void LinesForAnotherMachineAreLeftOut()
    {
        Assert.Empty(TinyInitrd.Systemd().Reds(Disk + "\n[aarch64]\nrequired | acpi:X: | x | x | x"));
        Assert.NotEmpty(TinyInitrd.Systemd().Reds(Disk + "\n[x86_64]\nrequired | acpi:X: | x | x | x\n[all]"));
    }

    [Fact]
    public void AFileSystemsModuleIsLoadedByTheKernelWithModprobe()
    {
        TinyInitrd initrd = TinyInitrd.Systemd().Module("kernel/fs/xfs.ko", "alias=fs-xfs").Without("/usr/sbin/modprobe");
        Assert.Empty(initrd.Reds(null, ["ext4"]));
        Assert.Contains(initrd.Reds(null, ["xfs"]), red => red.Contains("/sbin/modprobe is not in the image", StringComparison.Ordinal));
        Assert.Contains(initrd.Reds(null, ["zfs"]), red => red.Contains("has no fs-zfs or zfs", StringComparison.Ordinal));
    }

    [Fact]
    public void AnAlgorithmThatAFileSystemAsksForIsNoSoftMatter() => Assert.Contains(
        TinyInitrd.Systemd().Module("kernel/fs/xfs.ko", "alias=fs-xfs", "softdep=pre: crypto-crc32c").Module("kernel/crc32c.ko", "alias=crypto-crc32c").Without($"/usr/lib/modules/{TinyInitrd.Release}/kernel/crc32c.ko").Reds(null, ["xfs"]),
        red => red.Contains("xfs wants crypto-crc32c (softdep)", StringComparison.Ordinal));

    [Fact]
    public void ACheckerThatDoesNotStartIsWorseThanNone()
    {
        Assert.Empty(TinyInitrd.Systemd().Reds(null, ["ext4"]));
        Assert.Contains(TinyInitrd.Systemd().Program("/usr/sbin/fsck.ext4", "libext2fs.so.2").Reds(null, ["ext4"]), red => red.Contains("fsck.ext4 needs libext2fs.so.2", StringComparison.Ordinal));
    }
}
