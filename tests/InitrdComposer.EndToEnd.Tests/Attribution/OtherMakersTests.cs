using InitrdComposer.Attribution;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>Whose the files of other makers' initrds are, judged by rpm.</summary>
public sealed class OtherMakersTests
{
    /// <summary>Issue 8: unknown at most 2 % of the bytes with a repository, 10 % without.</summary>
    [Theory]
    [InlineData("dracut")]
    [InlineData("initramfs-tools")]
    public async Task HardlyAnythingIsUnknown(string maker)
    {
        OpenedImage image = OtherMakersImage.Require(maker);
        var alone = AttributedImage.Of(image);
        var known = AttributedImage.Of(image, await DistroPackages.FindAsync(DistroFixture.Require(), image.Tree, TestContext.Current.CancellationToken));
        TestNotes.Add($"{maker}: unknown {alone.Coverage.UnknownShare:P2} by rules alone; with a repository {known.Coverage.UnknownShare:P2}, and {(double)known.Coverage.Package / known.Coverage.Total:P1} of a package");
        Assert.True(alone.Coverage.Total > 30_000_000, $"{alone.Coverage}");
        Assert.InRange(alone.Coverage.UnknownShare, 0, 0.10);
        Assert.InRange(known.Coverage.UnknownShare, 0, 0.02);
        Assert.InRange(known.Coverage.Package / (double)known.Coverage.Total, 0.95, 1);
    }

    [Theory]
    [InlineData("dracut")]
    [InlineData("initramfs-tools")]
    public async Task EveryFileThatRpmKnowsByPathAndDigestIsOfThatPackageAndNoOther(string maker)
    {
        DistroFixture distro = DistroFixture.Require();
        OpenedImage image = OtherMakersImage.Require(maker);
        var known = AttributedImage.Of(image, await DistroPackages.FindAsync(distro, image.Tree, TestContext.Current.CancellationToken));
        ILookup<(string Path, string Digest), string> owners = DistroPackages.ByRpm(distro);
        int certain = 0;
        foreach (AttributedFile file in known.Files)
        {
            if (file.Node.Inode.Body is not FileBody.Regular { Content: FileContent content }) continue;
            string[] truth = [.. owners[(DistroPackages.Merged(file.Node.Path.ToString()), content.Digest.Hex)]];
            if (truth.Length > 0)
            {
                Assert.Equal(Evidence.ContentAndPath, file.Package?.Evidence);
                Assert.Contains(file.Package?.Nevra.ToString(), truth);
                certain++;
            }
            else
            {
                Assert.NotEqual(Evidence.ContentAndPath, file.Package?.Evidence);
            }
        }

        Assert.True(certain > 10, $"{certain} files");
    }

    /// <summary>What dracut makes of itself is dracut's, and what it makes anew is nobody's.</summary>
    [Fact]
    public async Task WhatDracutBringsIsToldApart()
    {
        OpenedImage image = OtherMakersImage.Require("dracut");
        var known = AttributedImage.Of(image, await DistroPackages.FindAsync(DistroFixture.Require(), image.Tree, TestContext.Current.CancellationToken));
        Assert.Equal("dracut", known[RootPath.Of("usr/lib/dracut-lib.sh")].Class.Name);
        Assert.Equal("dracut", known[RootPath.Of("usr/lib/systemd/system/dracut-mount.service")].Class.Name);
        Assert.Equal("ldconfig", known[RootPath.Of("etc/ld.so.cache")].MadeBy);
        Assert.All(known.Files.Where(file => file.Node.Path.Name.SequenceEqual("modules.dep"u8)), file => Assert.Equal("depmod", file.MadeBy));
        Assert.Equal("systemd", known[RootPath.Of("usr/lib/systemd/systemd")].Package?.Nevra.Name);
    }

    [Fact]
    public async Task WhatMkinitramfsBringsIsToldApart()
    {
        OpenedImage image = OtherMakersImage.Require("initramfs-tools");
        var known = AttributedImage.Of(image, await DistroPackages.FindAsync(DistroFixture.Require(), image.Tree, TestContext.Current.CancellationToken));
        Assert.Equal("initramfs-tools", known[RootPath.Of("scripts/functions")].Class.Name);
        Assert.Equal("init program", known[RootPath.Of("init")].Class.Name);
        AttributedFile module = Assert.Single(known.Files, file => file.Node.Path.Name.SequenceEqual("virtio_blk.ko"u8));
        Assert.Equal(("kernel modules/drivers/block", Evidence.CompressedPath), (module.Class.Name, module.Package?.Evidence));
        Assert.StartsWith("linux-image-", module.Package?.Nevra.Name, StringComparison.Ordinal);
        Assert.Null(known[RootPath.Of("usr/bin/cat")].Package);
    }
}
