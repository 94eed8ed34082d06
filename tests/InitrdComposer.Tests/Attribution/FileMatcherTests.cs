using System.Text;
using InitrdComposer.Attribution;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Packages;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Attribution;

public sealed class FileMatcherTests
{
    [Theory]
    [InlineData("usr/bin/bash", "usr/bin/bash", "a shell", Evidence.ContentAndPath)]
    [InlineData("usr/bin/bash", "bin/bash", "a shell", Evidence.ContentAndPath)]
    [InlineData("sbin/bash", "usr/bin/bash", "a shell", Evidence.ContentAndPath)]
    [InlineData("usr/lib/libc.so.6", "lib/libc.so.6", "a shell", Evidence.ContentAndPath)]
    [InlineData("usr/lib64/libc.so.6", "usr/lib/libc.so.6", "a shell", Evidence.Content)]
    [InlineData("init", "usr/bin/bash", "a shell", Evidence.Content)]
    [InlineData("usr/bin/bash", "usr/bin/bash", "a shell as is", Evidence.Path)]
    [InlineData("usr/lib/modules/1/ext4.ko", "lib/modules/1/ext4.ko.xz", "xz", Evidence.CompressedPath)]
    [InlineData("usr/lib/modules/1/ext4.ko", "usr/lib/modules/1/ext4.ko", "the same with all its debugging information", Evidence.Path)]
    public void EvidenceSaysHowSureAPackageIs(string path, string packaged, string packagedText, Evidence expected)
    {
        AttributedFile file = Attributed(Image(FileNode(path, "a shell")), path, Known("bash", Packaged(packaged, packagedText)));
        Assert.Equal((expected, $"/{packaged}", "bash-1-1.x86_64"), (file.Package?.Evidence, file.Package?.Path.ToString(), file.Package?.Nevra.ToString()));
    }

    /// <summary>klibc's cat is not that of coreutils, which is five times as long.</summary>
    [Fact]
    public void ANameAloneIsNoPackage()
    {
        AttributedFile file = Attributed(Image(FileNode("usr/bin/cat", "cat", 0b111_101_101)), "usr/bin/cat", Known("coreutils", Packaged("usr/bin/cat", "a cat that can do more")));
        Assert.Null(file.Package);
        Assert.Equal("programs", file.Class.Name);
    }

    [Fact]
    public void NamesOfBusyboxAreNotThePackagesThatElsewhereHaveThem()
    {
        var busybox = Inode.File("all in one"u8.ToArray(), 0b111_101_101);
        OpenedImage image = Image([.. new[] { "usr/bin/[", "usr/bin/busybox", "usr/bin/mount" }.Select(path => new RootNode(RootPath.Of(path), busybox, Origin.Parent))]);
        var attributed = AttributedImage.Of(image, Known("coreutils", Packaged("usr/bin/[", "test test")), Known("mount", Packaged("usr/bin/mount", "mount moun")));
        AttributedFile counted = Assert.Single(attributed.Counted);
        Assert.Null(counted.Package);
        Assert.Equal("busybox and klibc", counted.Class.Name);
    }

    /// <summary>Two versions of a package share most of their files: which one it is the others tell.</summary>
    [Fact]
    public void OfTwoVersionsTheOneIsNamedThatHasTheRestOfTheImage()
    {
        OpenedImage image = Image(FileNode("etc/bash.bashrc", "same"), FileNode("usr/bin/bash", "new"));
        KnownFiles older = Known("bash", Packaged("etc/bash.bashrc", "same"), Packaged("usr/bin/bash", "old"));
        KnownFiles newer = new("updates", [.. new[] { Packaged("etc/bash.bashrc", "same"), Packaged("usr/bin/bash", "new") }.Select(file => file(new("bash", new(0, "2", "1"), "x86_64")))]);
        AttributedFile shared = Attributed(image, "etc/bash.bashrc", older, newer);
        Assert.Equal(("bash-2-1.x86_64", "updates"), (shared.Package?.Nevra.ToString(), shared.Package?.Source));
    }

    [Fact]
    public void WhatIsMadeAnewIsNotThePackagesThatHasSuchAFile()
    {
        OpenedImage image = Image(FileNode("etc/passwd", "root:x:0:0"), FileNode("usr/lib/modules/1/modules.dep", "a.ko:"));
        Assert.Equal((null, "accounts of the image"), Owner("etc/passwd"));
        Assert.Equal((null, "depmod"), Owner("usr/lib/modules/1/modules.dep"));

        (string? Package, string? MadeBy) Owner(string path)
        {
            AttributedFile file = Attributed(image, path, Known("setup", Packaged("etc/passwd", "bin:x:1:1")), Known("kernel", Packaged("usr/lib/modules/1/modules.dep", "b.ko:")));
            return (file.Package?.Nevra.Name, file.MadeBy);
        }
    }

    [Fact]
    public void ALinkIsThePackagesThatHasItsTarget()
    {
        OpenedImage image = Image(LinkNode("usr/bin/sh", "dash"));
        AttributedFile link = Attributed(image, "usr/bin/sh", Link("bash", "bin/sh", "bash"), Link("dash", "bin/sh", "dash"));
        Assert.Equal(("dash", Evidence.ContentAndPath), (link.Package?.Nevra.Name, link.Package?.Evidence));
    }

    /// <summary>Old packages have MD5: the image's digests are SHA-256.</summary>
    [Fact]
    public void WithoutACommonDigestLengthAndPathMustDo()
    {
        Digest.TryFromHex(DigestAlgorithm.Md5, new string('0', 32), out Digest md5);
        var old = new KnownFile(new("old", new(0, "1", "1"), "noarch"), null, RootPath.Of("etc/old.conf"), 3, md5, null);
        Assert.Equal(Evidence.PathAndLength, Attributed(Image(FileNode("etc/old.conf", "old")), "etc/old.conf", new KnownFiles("repo", [old])).Package?.Evidence);
    }

    [Fact]
    public void EveryByteIsCountedOnce()
    {
        var twice = Inode.File("1234"u8.ToArray());
        OpenedImage image = Image(
            new(RootPath.Of("usr/bin/a"), twice, Origin.Parent), new(RootPath.Of("usr/bin/b"), twice, Origin.Parent), FileNode("etc/c", "12"), FileNode("nobody/knows", "1"), FolderNode("etc"),
            LinkNode("bin", "usr/bin"));
        var attributed = AttributedImage.Of(image, Known("a", Packaged("usr/bin/a", "1234")));
        Assert.Equal(new Coverage(4, 2, 1), attributed.Coverage);
        Assert.Equal([("programs", 1, 4L), ("configuration", 1, 2L), ("unknown", 1, 1L)], attributed.ByClass().Select(row => (row.Name, row.Files, row.Unpacked)));
        Assert.Equal([("a-1-1.x86_64", 4L)], attributed.ByPackage().Select(row => (row.Name, row.Unpacked)));
    }

    private static OpenedImage Image(params RootNode[] nodes) => new("image", "initrd", 0, [], RootTree.Of(nodes), null);

    private static AttributedFile Attributed(OpenedImage image, string path, params KnownFiles[] known) => AttributedImage.Of(image, known)[RootPath.Of(path)];

    private static KnownFiles Known(string package, params Func<Nevra, KnownFile>[] files) => new("repo", [.. files.Select(file => file(new(package, new(0, "1", "1"), "x86_64")))]);

    private static Func<Nevra, KnownFile> Packaged(string path, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return package => new(package, null, RootPath.Of(path), bytes.Length, Digest.Sha256Of(bytes), null);
    }

    private static KnownFiles Link(string package, string path, string target) => Known(package, nevra => new(nevra, null, RootPath.Of(path), 0, null, LinkTarget.Of(target)));
}
