using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Squashfs;

/// <summary>What unsquashfs, and where it matters the kernel, read of images.</summary>
public sealed class SquashfsWriterTests
{
    private const int Trees = 150;

    public static TheoryData<CompressionFormat, int, int?> Options => new()
    {
        { CompressionFormat.Zstd, 4096, null },
        { CompressionFormat.Xz, 8192, 6 },
        { CompressionFormat.Gzip, 4096, 3 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void RandomTreesReadBackEqual(CompressionFormat format, int blockSize, int? level)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("device nodes are made by root alone");
        using var folder = new TempFolder();
        for (int seed = 0; seed < Trees / 3; seed++)
        {
            SquashfsInode root = new RandomTrees(new Random(seed)).Draw();
            byte[] image = Write(root, new(format, level, blockSize));
            Assert.Equal(image, Write(root, new(format, level, blockSize, Threads: 1)));
            File.WriteAllBytes(folder[$"{seed}.img"], image);
            Tool.Require("unsquashfs", "squashfs-tools").Run("-quiet", "-no-progress", "-strict-errors", "-dest", folder[$"{seed}"], folder[$"{seed}.img"]);
            Assert.Equal(UnpackedTree.Lines(root), UnpackedTree.Lines(folder[$"{seed}"]));
        }
    }

    /// <summary>One inode under several names, and a file equal to another, are stored once.</summary>
    [Fact]
    public void HardLinksAndEqualFilesAreStoredOnce()
    {
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        SquashfsInode file = Inode(Regular(content));
        long once = Write(Folder(("a", file)), new()).Length;
        byte[] linked = Write(Folder(("a", file), ("b", file), ("c", Inode(Regular(content)))), new());
        Assert.Equal(once, linked.Length);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], linked);
        string listed = Tool.Require("unsquashfs", "squashfs-tools").Run("-lln", folder["image"]);
        Assert.Equal(3, listed.Split('\n').Count(line => line.Contains(" 300000 ", StringComparison.Ordinal)));
        Tool.Require("unsquashfs", "squashfs-tools").Run("-quiet", "-no-progress", "-dest", folder["out"], folder["image"]);
        Assert.Equal("2 2 1\n", Tool.Require("stat", "coreutils").Run("--printf=%h ", folder["out/a"], folder["out/b"]) + Tool.Require("stat", "coreutils").Run("--format=%h", folder["out/c"]));
    }

    [Fact]
    public void ZerosAreNotStored()
    {
        byte[] content = new byte[10 << 20];
        content[5 << 20] = 1;
        Assert.InRange(Write(Folder(("sparse", Inode(Regular(content)))), new()).Length, 1, 8192);
    }

    [Fact]
    public void AttributesAreKept()
    {
        var capability = new byte[] { 1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
        ImmutableArray<SquashfsXattr> xattrs = [new("security.capability", capability), new("user.note", "longer than any"u8.ToArray())];
        SquashfsInode file = new(Regular([1]), 0x1ED, 0, 0, 0, xattrs);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], Write(Folder(("ping", file)), new()));
        if (!Environment.IsPrivilegedProcess) Assert.Skip("capabilities are set by root alone");
        Tool.Require("unsquashfs", "squashfs-tools").Run("-quiet", "-no-progress", "-xattrs", "-dest", folder["out"], folder["image"]);
        Assert.Contains("cap_net_raw", Tool.Require("getcap", "libcap2-bin").Run(folder["out/ping"]), StringComparison.Ordinal);
        Assert.Contains("longer than any", Tool.Require("getfattr", "attr").Run("--name=user.note", "--only-values", folder["out/ping"]), StringComparison.Ordinal);
    }

    /// <summary>A listing of several metadata blocks, whose names the kernel finds by the index.</summary>
    [Fact]
    public void AHundredThousandFilesReadBack()
    {
        const int Count = 100_000;
        SquashfsInode root = Folder([.. Enumerable.Range(0, Count).Select(number => ($"file-{number:D6}-{new string('x', number % 40)}", Inode(Regular(Encoding.UTF8.GetBytes($"{number}")))))]);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], Write(root, new(CompressionFormat.Zstd, 1)));
        string listed = Tool.Require("unsquashfs", "squashfs-tools").Run("-l", folder["image"]);
        Assert.Equal(Count + 1, listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("77777", Tool.Require("unsquashfs", "squashfs-tools").Run("-cat", folder["image"], $"file-077777-{new string('x', 77_777 % 40)}"));
    }

    [Theory]
    [InlineData("system.posix_acl_access", "f")]
    [InlineData("user.x", "")]
    public void WhatSquashfsCannotHoldIsRefused(string xattr, string name)
    {
        SquashfsInode file = new(Regular([1]), 0x1ED, 0, 0, 0, [new(xattr, new byte[1])]);
        Assert.Throws<ArgumentException>(() => Write(Folder((name, file)), new()));
    }

    [Fact]
    public void AnEmptyRootIsAnImage()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], Write(Folder(), new(CompressionFormat.Gzip)));
        Assert.Equal("squashfs-root", Tool.Require("unsquashfs", "squashfs-tools").Run("-l", folder["image"]).Trim());
    }

    private static SquashfsBody.Regular Regular(byte[] content) => new(PositionalSource.OfBytes(content), Digest.Sha256Of(content));

    private static SquashfsInode Inode(SquashfsBody body) => new(body, 0x1ED, 0, 0, 1_700_000_000, []);

    private static SquashfsInode Folder(params (string Name, SquashfsInode Inode)[] entries) => Inode(new SquashfsBody.Directory(
        [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => new SquashfsEntry(Encoding.UTF8.GetBytes(entry.Name), entry.Inode))]));

    private static byte[] Write(SquashfsInode root, SquashfsOptions options)
    {
        using var output = new MemoryStream();
        long length = SquashfsWriter.Write(root, options, output);
        Assert.Equal(output.Length, length);
        return output.ToArray();
    }
}
