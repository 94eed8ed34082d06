using System.Collections.Immutable;
using System.Globalization;
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
    /// <summary>Of each way to write an image: more than 1,000 in all.</summary>
    private const int Trees = 38;

    public static TheoryData<CompressionFormat, int, int?> Options
    {
        get
        {
            TheoryData<CompressionFormat, int, int?> options = [];
            for (int blockSize = 4 << 10; blockSize <= 1 << 20; blockSize *= 2)
            {
                options.Add(CompressionFormat.Zstd, blockSize, blockSize > 64 << 10 ? null : 1);
                options.Add(CompressionFormat.Xz, blockSize, blockSize > 64 << 10 ? 1 : null);
                options.Add(CompressionFormat.Gzip, blockSize, blockSize > 64 << 10 ? null : 3);
            }

            return options;
        }
    }

    /// <summary>By unsquashfs and by our own reader; whatever the number of threads, the image is the same.</summary>
    [Theory]
    [MemberData(nameof(Options))]
    public void RandomTreesReadBackEqual(CompressionFormat format, int blockSize, int? level)
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("device nodes are made by root alone");
        using var folder = new TempFolder();
        Tool unsquashfs = Tool.Require("unsquashfs", "squashfs-tools");
        var expected = new string[Trees][];
        Directory.CreateDirectory(folder["unpacked"]);
        Parallel.For(0, Trees, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            SquashfsInode root = new RandomTrees(new Random(seed + blockSize), blockSize).Draw();
            byte[] image = Write(root, new(format, level, blockSize, Threads: 1 + (seed % 3)));
            if (seed % 4 == 0) Assert.Equal(image, Write(root, new(format, level, blockSize, Threads: 4)));
            expected[seed] = UnpackedTree.Lines(root, $"/{seed}");
            Assert.Equal(expected[seed], UnpackedTree.Lines(SquashfsReader.Read(PositionalSource.OfBytes(image)), $"/{seed}"));
            File.WriteAllBytes(folder[$"{seed}.img"], image);
            unsquashfs.Run("-quiet", "-no-progress", "-strict-errors", "-processors", "1", "-dest", folder[$"unpacked/{seed}"], folder[$"{seed}.img"]);
        });
        Assert.Equal([.. expected.SelectMany(lines => lines).Order(StringComparer.Ordinal)], UnpackedTree.Lines(folder["unpacked"]).Where(line => line[0] == '/'));
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

    /// <summary>What looks random is compressed all the same where it repeats itself, far apart too; else it is stored as it is, and no larger.</summary>
    [Theory]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    public void RandomBytesAreStoredUnlessTheyRepeat(CompressionFormat format)
    {
        const int Apart = 30_000;
        byte[] content = new byte[128 << 10];
        new Random(1).NextBytes(content);
        Assert.InRange(Write(Folder(("a", Inode(Regular(content)))), new(format)).Length, content.Length, content.Length + 4096);
        for (int i = Apart; i < content.Length; i++) content[i] = content[i - Apart];
        Assert.InRange(Write(Folder(("a", Inode(Regular(content)))), new(format)).Length, Apart, Apart + 8192);
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

    /// <summary>Listings of thousands of metadata blocks, whose names the kernel finds by the index, and an inode table of megabytes.</summary>
    [Fact]
    public void AHundredThousandFilesReadBackEqual()
    {
        SquashfsInode root = new ManyFiles().Draw();
        string[] expected = UnpackedTree.Lines(root);
        using var folder = new TempFolder();
        using (FileStream file = File.Create(folder["image"])) SquashfsWriter.Write(root, new(CompressionFormat.Zstd, 1), file);
        Assert.Equal(ManyFiles.Count, expected.Count(line => line.Contains("|f|", StringComparison.Ordinal)));
        Assert.Equal(expected, UnpackedTree.Lines(SquashfsReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(folder["image"])))));
        Tool unsquashfs = Tool.Require("unsquashfs", "squashfs-tools");
        Assert.Equal("77777", unsquashfs.Run("-cat", folder["image"], $"long/{17_777:D6}{new string('n', 249)}"));
        if (!Environment.IsPrivilegedProcess) Assert.Skip("owners and trusted attributes are set by root alone");
        unsquashfs.Run("-quiet", "-no-progress", "-strict-errors", "-dest", folder["unpacked"], folder["image"]);
        Assert.Equal(expected, UnpackedTree.Lines(folder["unpacked"]));
    }

    /// <summary>5 GiB of which 3 bytes are no zeros, one of them behind the last whole block.</summary>
    [Fact]
    public void ASparseFileOfMoreThan32BitsReadsBack()
    {
        const long Length = (5L << 30) + 12_345;
        long[] places = [0, (3L << 30) + 7, Length - 1];
        SquashfsInode root = Folder(("sparse", Inode(new SquashfsBody.Regular(new Holes(Length, places), Digest: null))));
        using var folder = new TempFolder();
        byte[] image = Write(root, new(CompressionFormat.Gzip, BlockSize: 1 << 20));
        Assert.InRange(image.Length, 1, 32_768);
        var read = (SquashfsBody.Regular)((SquashfsBody.Directory)SquashfsReader.Read(PositionalSource.OfBytes(image)).Body).Entries[0].Inode.Body;
        File.WriteAllBytes(folder["image"], image);
        Tool.Require("unsquashfs", "squashfs-tools").Run("-quiet", "-no-progress", "-dest", folder["out"], folder["image"]);
        using FileStream unpacked = File.OpenRead(folder["out/sparse"]);
        Assert.Equal((Length, Length), (read.Content.Length, unpacked.Length));
        Assert.InRange(long.Parse(Tool.Require("stat", "coreutils").Run("--format=%b", folder["out/sparse"]), CultureInfo.InvariantCulture), 3, 3 * (1 << 20) / 512);
        foreach (long place in places)
        {
            byte[] ours = new byte[3], theirs = new byte[3], expected = new byte[3];
            long start = Math.Clamp(place - 1, 0, Length - 3);
            expected[place - start] = Holes.Value;
            read.Content.ReadExactlyAt(start, ours);
            unpacked.Position = start;
            unpacked.ReadExactly(theirs);
            Assert.Equal(expected, ours);
            Assert.Equal(expected, theirs);
        }
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

    /// <summary>A file of zeros, and a few bytes that are none.</summary>
    private sealed class Holes(long length, long[] places) : PositionalSource
    {
        public const byte Value = 7;

        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            int count = (int)Math.Min(into.Length, length - offset);
            into[..count].Clear();
            foreach (long place in places)
            {
                if (place >= offset && place < offset + count) into[(int)(place - offset)] = Value;
            }

            return count;
        }
    }
}
