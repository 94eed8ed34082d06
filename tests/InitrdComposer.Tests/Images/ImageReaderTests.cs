using System.Runtime.Versioning;
using System.Security.Cryptography;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Extensions;
using InitrdComposer.Tests.Uki;
using InitrdComposer.Tree;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Images;

/// <summary>Images that the formats' own tools made of one folder: each opens as that folder.</summary>
[SupportedOSPlatform("linux")]
public sealed class ImageReaderTests : IDisposable
{
    private const string Cpio = "find . -mindepth 1 | sort | cpio --quiet -o -H newc";

    private readonly SampleTree _sample = new();

    public void Dispose() => _sample.Dispose();

    [Theory]
    [InlineData("cat", CompressionFormat.None)]
    [InlineData("zstd -qc", CompressionFormat.Zstd)]
    [InlineData("zstd -qc --no-check -19 --long", CompressionFormat.Zstd)]
    [InlineData("xz -c --check=crc32", CompressionFormat.Xz)]
    [InlineData("gzip -c", CompressionFormat.Gzip)]
    [InlineData("bzip2 -c", CompressionFormat.Bzip2)]
    [InlineData("xz -c --format=lzma", CompressionFormat.Lzma)]
    [InlineData("lz4 -lqc", CompressionFormat.Lz4Legacy)]
    public void AnInitrdOfCpioIsTheFolder(string filter, CompressionFormat compression)
    {
        RequireCompressors();
        OpenedImage image = Open(_sample.Make("image", $"({Cpio}) | {filter} > $OUT"));
        AssertSample(image);
        Assert.Equal("initrd", image.Kind);
        ImagePart part = Assert.Single(image.Parts);
        Assert.Equal((0, compression), (part.Offset, part.Compression));

        // cpio pads its archives to 512 bytes with NULs, which are no archive's.
        Assert.InRange(part.StoredLength, new FileInfo(_sample["image"]).Length - 511, new FileInfo(_sample["image"]).Length);
        Assert.InRange(part.Length, new FileInfo(_sample.Make("plain", $"({Cpio}) > $OUT")).Length - 511, new FileInfo(_sample["plain"]).Length);
    }

    /// <summary>As dracut and initramfs-tools make them: plain microcode, then NULs, then the rest; a later file wins.</summary>
    [Fact]
    public void SegmentsAreUnpackedOneOverTheOther()
    {
        RequireCompressors();
        string image = _sample.Make("image", $"""
            mkdir -p ../early/kernel/x86/microcode ../late/lib/modules; echo ucode > ../early/kernel/x86/microcode/GenuineIntel.bin; echo new > ../late/lib/modules/new; mkdir ../late/etc; echo late > ../late/etc/initrd-release
            (cd ../early; {Cpio}) > $OUT; head -c 512 /dev/zero >> $OUT
            ({Cpio}) | zstd -qc >> $OUT; truncate -s %4 $OUT
            (cd ../late; find . -type f | sort | cpio --quiet -o -H newc) | gzip -c >> $OUT
            """);
        OpenedImage opened = Open(image);
        Assert.Null(opened.Damage);
        Assert.Equal([CompressionFormat.None, CompressionFormat.Zstd, CompressionFormat.Gzip], opened.Parts.Select(part => part.Compression));
        Assert.True(opened.Tree.Contains(RootPath.Of("/kernel/x86/microcode/GenuineIntel.bin")));

        // lib is a link of the second archive: the kernel follows it.
        Assert.True(opened.Tree.Contains(RootPath.Of("/usr/lib/modules/new")));
        Assert.True(opened.Tree.TryGet(RootPath.Of("/lib"), out RootNode? lib) && lib.Inode.Body is FileBody.SymbolicLink);
        Assert.Equal("late\n"u8, ContentOf(opened, "/etc/initrd-release"));
        Assert.Equal("ucode\n"u8, ContentOf(opened, "/kernel/x86/microcode/GenuineIntel.bin"));
    }

    [Fact]
    public void NamesOfOneInodeShareIt()
    {
        OpenedImage image = Open(_sample.Make("image", $"({Cpio}) > $OUT"));
        Assert.True(image.Tree.TryGet(RootPath.Of("/usr/bin/init"), out RootNode? one) && image.Tree.TryGet(RootPath.Of("/usr/bin/linked"), out RootNode? other) && ReferenceEquals(one.Inode, other.Inode));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("xz")]
    [InlineData("gzip")]
    public void ANakedSquashfsIsTheFolder(string compressor)
    {
        Tool.Require("mksquashfs", "squashfs-tools");
        OpenedImage image = Open(_sample.Make("image", $"mksquashfs . $OUT -quiet -no-progress -comp {compressor} >/dev/null"));
        AssertSample(image);
        Assert.Equal(("squashfs", CompressionFormats.FromName(compressor)), (Assert.Single(image.Parts).Name, image.Parts[0].Compression));
    }

    [Fact]
    public void ANakedErofsIsTheFolder()
    {
        Tool.Require("mkfs.erofs", "erofs-utils");
        AssertSample(Open(_sample.Make("image", "mkfs.erofs -x-1 $OUT . >/dev/null 2>&1")));
    }

    /// <summary>dracut's squash modules: what is around the image mounts it and switches to it.</summary>
    [Theory]
    [InlineData("squashfs-root.img", "cat")]
    [InlineData("squashfs-root.img", "zstd -qc")]
    [InlineData("squash/root.img", "gzip -c")]
    public void ASquashedRootIsUnpackedInItsPlace(string name, string filter)
    {
        Tool.Require("mksquashfs", "squashfs-tools");
        RequireCompressors();
        OpenedImage image = Open(_sample.Make("image", $"""
            mkdir -p ../outer/squash ../outer/usr/bin; echo loader > ../outer/usr/bin/loader; echo '#!/bin/sh' > ../outer/init
            mksquashfs . ../outer/{name} -quiet -no-progress -comp zstd >/dev/null
            (cd ../outer; {Cpio}) | {filter} > $OUT
            """));
        Assert.Null(image.Damage);
        Assert.Equal(_sample.Lines, SampleTree.Of(image.Tree).Where(line => !line.Contains("loader", StringComparison.Ordinal) && !line.EndsWith(" squash", StringComparison.Ordinal)));
        Assert.Equal("loader\n"u8, ContentOf(image, "/usr/bin/loader"));
        Assert.False(image.Tree.Contains(RootPath.Of($"/{name}")));
        Assert.Equal(["cpio", "squashfs"], image.Parts.Select(part => part.Name));
        Assert.Equal(0, image.Parts[1].Inside);
        Assert.Equal(SHA256.HashData(SampleTree.Random(1_500_000)), SHA256.HashData(ContentOf(image, "/usr/lib/firmware/random.bin")));
    }

    [Theory]
    [InlineData("tar --format=gnu -cf $OUT .")]
    [InlineData("tar --format=pax -czf $OUT .")]
    [InlineData("tar --format=ustar -c . | zstd -qc > $OUT")]
    public void ATarIsTheFolder(string script)
    {
        RequireCompressors();
        OpenedImage image = Open(_sample.Make("image", script));
        AssertSample(image);
        Assert.Equal("tar archive", image.Kind);
    }

    [Fact]
    public void AFolderIsItself() => AssertSample(Open(_sample.Root));

    [Theory]
    [InlineData(PartitionTree.Root, "")]
    [InlineData(PartitionTree.Usr, "usr/")]
    public void ADiskImageIsTheFileSystemOfItsPartition(PartitionTree tree, string at)
    {
        byte[] squashfs = new SquashfsSpec().Add("lib/one", "one").Add("two", "two").ToBytes();
        File.WriteAllBytes(_sample["image"], new DdiSpec(squashfs) { Tree = tree, Signer = DdiSpec.NewSigner("signer") }.ToBytes());
        OpenedImage image = Open(_sample["image"]);
        Assert.Null(image.Damage);
        string name = tree == PartitionTree.Root ? "root-x86-64" : "usr-x86-64";
        Assert.Equal([name, $"{name}-verity", $"{name}-verity-sig", "squashfs"], image.Parts.Select(part => part.Name));
        Assert.Equal("one"u8, ContentOf(image, $"/{at}lib/one"));
        Assert.Equal("two"u8, ContentOf(image, $"/{at}two"));
    }

    [Fact]
    public void AUkiIsItsSectionsAndTheFilesOfItsInitrd()
    {
        byte[] microcode = new CpioSpec { Entries = { CpioEntry.Newc("kernel"u8.ToArray(), 0x41ED, [], 1), CpioEntry.Newc("kernel/ucode"u8.ToArray(), 0x81A4, "ucode"u8.ToArray(), 2) } }.ToBytes();
        string cpio = _sample.Make("cpio", $"({Cpio}) > $OUT");
        UkiSections sections = UkiFixtures.Sections with { Microcode = UkiFixtures.Source("ucode", microcode).Bytes, Initrds = [UkiFixtures.Source("initrd", File.ReadAllBytes(cpio)).Bytes] };
        File.WriteAllBytes(_sample["image"], UkiFixtures.Link(UkiFixtures.Inputs with { Base = sections }).Bytes);
        OpenedImage image = Open(_sample["image"]);
        Assert.Null(image.Damage);
        Assert.Equal("UKI", image.Kind);
        Assert.Empty(((string[])[".linux", ".initrd", ".ucode", ".osrel", ".cmdline", "cpio"]).Except(image.Parts.Select(part => part.Name)));
        Assert.Equal([".ucode", ".initrd"], image.Parts.Where(part => part.Inside is not null).Select(part => image.Parts[part.Inside!.Value].Name));
        ImagePart initrd = image.Parts.Single(part => part.Name == ".initrd");
        Assert.Equal(File.ReadAllBytes(cpio), File.ReadAllBytes(_sample["image"]).AsSpan((int)initrd.Offset, (int)initrd.StoredLength).ToArray());
        Assert.Equal("ucode"u8, ContentOf(image, "/kernel/ucode"));
        Assert.Equal(_sample.Lines, SampleTree.Of(image.Tree.Without(node => node.Path.IsWithin(RootPath.Of("/kernel")))));
    }

    [Fact]
    public void EachWantedContentIsReadOnceInTheOrderOfTheImage()
    {
        OpenedImage image = Open(_sample.Make("image", $"({Cpio}) | gzip -c > $OUT"));
        List<(long Offset, string Digest)> taken = [];
        ImageReader.Read(Disk.Host, image, content => content.Length != 6, (content, bytes) => taken.Add((content.Offset, Convert.ToHexStringLower(SHA256.HashData(bytes)))));
        ImageContent[] contents = [.. image.Tree.Select(node => node.Inode.Body).OfType<FileBody.Regular>().Select(file => (ImageContent)file.Content).Distinct().Where(content => content.Length != 6).OrderBy(content => content.Offset)];
        Assert.Equal(contents.Select(content => (content.Offset, content.Digest.Hex)), taken);
        Assert.Equal(5, taken.Count);
    }

    /// <summary>All contents together take what the archive takes, but for its headers; random bytes take theirs, as exactly as blocks of 128 KiB tell.</summary>
    [Theory]
    [InlineData("zstd -qc", false)]
    [InlineData("xz -c", false)]
    [InlineData("gzip -c", false)]
    public void SharesOfStoredBytesAddUp(string filter, bool isEstimated)
    {
        OpenedImage image = Open(_sample.Make("image", $"({Cpio}) | {filter} > $OUT"));
        AssertShares(image, isEstimated, 0.95);
    }

    [Fact]
    public void SharesInASquashfsAreItsBlocks()
    {
        Tool.Require("mksquashfs", "squashfs-tools");
        OpenedImage image = Open(_sample.Make("image", "mksquashfs . $OUT -quiet -no-progress -comp zstd >/dev/null"));
        AssertShares(image, isEstimated: false, 0.95);
    }

    [Fact]
    public void SharesInAnErofsAreItsClusters()
    {
        Tool.Require("mkfs.erofs", "erofs-utils");
        OpenedImage image = Open(_sample.Make("image", "mkfs.erofs -x-1 -zlz4hc $OUT . >/dev/null 2>&1"));
        AssertSample(image);
        AssertShares(image, isEstimated: false, 0.95);
    }

    [Fact]
    public void WhatIsNoImageIsRefused()
    {
        File.WriteAllText(_sample["text"], "text");
        Assert.Equal("IC-CPI02", $"{Assert.Throws<ComposerException>(() => Open(_sample["text"])).Id}");
    }

    private static OpenedImage Open(string path) => ImageReader.Open(Disk.Host, path);

    private static byte[] ContentOf(OpenedImage image, string path)
    {
        byte[] bytes = [];
        ImageContentsInOrder.Read(Disk.Host, image, [ImageSelection.FileAt(image, path)], isDecompressed: false, stream =>
        {
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            bytes = memory.ToArray();
        });
        return bytes;
    }

    private static void RequireCompressors()
    {
        foreach ((string tool, string package) in (IEnumerable<(string, string)>)[("cpio", "cpio"), ("zstd", "zstd"), ("xz", "xz-utils"), ("gzip", "gzip"), ("bzip2", "bzip2"), ("lz4", "lz4"), ("tar", "tar")]) Tool.Require(tool, package);
    }

    private static void AssertShares(OpenedImage image, bool isEstimated, double least)
    {
        ImageContent[] contents = [.. image.Tree.Select(node => node.Inode.Body).OfType<FileBody.Regular>().Select(file => (ImageContent)file.Content).Distinct()];
        Assert.InRange(contents.Sum(content => image.StoredSize(content).Length), image.Length * least, image.Length);
        Assert.All(contents.Where(content => content.Length > 0), content => Assert.Equal(isEstimated, image.StoredSize(content).IsEstimated));
        Assert.InRange(image.StoredSize(ImageSelection.FileAt(image, "/usr/lib/firmware/random.bin")).Length, 1_400_000, 1_501_000);
        Assert.InRange(image.StoredSize(ImageSelection.FileAt(image, "/usr/bin/init")).Length, 1, 50_000);
    }

    private void AssertSample(OpenedImage image)
    {
        Assert.Null(image.Damage);
        Assert.Equal(_sample.Lines, SampleTree.Of(image.Tree));
        Assert.True(image.Tree.TryGet(RootPath.Of("/usr/bin/init"), out RootNode? one) && image.Tree.TryGet(RootPath.Of("/usr/bin/linked"), out RootNode? other) && ReferenceEquals(one.Inode, other.Inode));
    }
}
