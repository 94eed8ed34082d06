using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using Xunit;

namespace InitrdComposer.Tests.Modules;

/// <summary>What KernelModules= of mkosi 27 matches (mkosi.1, "KernelModules="; mkosi/kmod.py), with ahci at kernel/drivers/ata.</summary>
public sealed class PathPatternTests
{
    [Theory]
    [InlineData("kernel/drivers/ata/ahci.ko.xz", "re:/ahci.ko", true)]
    [InlineData("kernel/drivers/ata/ahci.ko.xz", "re:^drivers/ata/", true)]
    [InlineData("kernel/drivers/ata/ahci.ko.xz", "re:^kernel/", false)]
    [InlineData("kernel/drivers/block/virtio_blk.ko", "re:virtio_(blk|scsi)", true)]
    [InlineData("kernel/drivers/block/virtio_blk.ko", "re:virtio-blk", false)]
    [InlineData("kernel/drivers/md/raid456.ko", "?-re:/raid[0-9]*.ko", true)]
    [InlineData("kernel/drivers/ata/ahci.ko.xz", "ahci", true)]
    [InlineData("kernel/drivers/ata/ahci.ko.xz.2", "ahci", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ata", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "drivers", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "/drivers", false)]
    [InlineData("kernel/drivers/ata/ahci-2.ko", "ahci", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ata/*", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ta/*", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "/ata/*", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "drivers/*", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "/drivers/*", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "/kernel/drivers/ata/ahci", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "/drivers/ata/ahci", true)]
    [InlineData("updates/drivers/ata/ahci.ko", "/drivers/ata/ahci", false)]
    [InlineData("updates/drivers/ata/ahci.ko", "/updates/", true)]
    [InlineData("updates/drivers/ata/ahci.ko", "drivers/ata/ahci", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ahci/*", false)]
    [InlineData("kernel/drivers/ata/ahci.ko.zst", "ahc*", true)]
    [InlineData("kernel/drivers/ata/ahci.ko.gz", "*", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ata/", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "drivers/", true)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ata/drivers/", false)]
    [InlineData("kernel/drivers/ata/ahci.ko", "ahci.ko", false)]
    [InlineData("kernel/drivers/md/dm-mod.ko", "dm_mod", true)]
    [InlineData("kernel/drivers/block/virtio_blk.ko", "virtio-blk", true)]
    [InlineData("kernel/drivers/block/virtio_blk.ko", "virtio[-]blk", true)]
    [InlineData("kernel/drivers/block/virtio_blk.ko", "virtio[_]blk", false)]
    [InlineData("kernel/net/vmw_vsock/vsock.ko", "vmw-vsock/", true)]
    [InlineData("kernel/drivers/md/raid456.ko", "raid[0-9]*", true)]
    [InlineData("kernel/drivers/md/raid6_pq.ko", "raid[7-9]*", false)]
    [InlineData("kernel/drivers/md/raid1.ko", "raid[!2-9]", true)]
    [InlineData("kernel/fs/nls/nls_utf8.ko", "/fs/nls/", true)]
    public void AModuleMatchesAsInMkosi(string path, string pattern, bool expected) =>
        Assert.Equal(expected, PathPattern.OfModule(At(pattern)).Matches(PathPattern.ModuleSubject(path)));

    [Theory]
    [InlineData("rtl_nic/rtl8168g-2.fw.xz", "rtl_nic/", true)]
    [InlineData("rtl_nic/rtl8168g-2.fw.zst", "*.fw", true)]
    [InlineData("rtl_nic/rtl8168g-2.fw", "rtl-nic/", false)]
    public void FirmwareKeepsItsUnderscores(string path, string pattern, bool expected) =>
        Assert.Equal(expected, PathPattern.OfFirmware(At(pattern)).Matches(PathPattern.FirmwareSubject(path)));

    [Theory]
    [InlineData("-ahci,*", true)]
    [InlineData("-ahci,*,other", true)]
    [InlineData("*,-ahci", false)]
    [InlineData("ahci,-*", false)]
    [InlineData("-ahci,ata/ata/", false)]
    [InlineData("?ahci", true)]
    [InlineData("*,?-ahci", false)]
    [InlineData("other", null)]
    public void TheLastPatternThatMatchesDecides(string patterns, bool? expected)
    {
        var list = new PatternList(patterns.Split(',').Select(pattern => PathPattern.OfModule(At(pattern))));
        PathPattern? decision = list.Decide(PathPattern.ModuleSubject("kernel/drivers/ata/ahci.ko"));
        Assert.Equal(expected ?? false, decision is { IsNegative: false });
    }

    [Fact]
    public void APatternThatALaterOneOverridesHasMatchedAllTheSame()
    {
        var list = new PatternList(new[] { "ahci", "-*", "?optional", "missing", "-absent" }.Select(pattern => PathPattern.OfModule(At(pattern))));
        list.Decide(PathPattern.ModuleSubject("kernel/drivers/ata/ahci.ko"));
        Assert.Equal(["missing", "-absent"], list.Unmatched.Select(pattern => pattern.Source.Value));
    }

    private static Located<string> At(string pattern) => new(pattern, new SourceLocation("recipe.toml"));
}
