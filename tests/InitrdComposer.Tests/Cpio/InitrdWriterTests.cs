using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Images;
using InitrdComposer.Questions;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Cpio;

public sealed class InitrdWriterTests
{
    private const long Epoch = 1_700_000_000;

    private static readonly Compressor Plain = PackedInitrd.Plain;
    private static readonly Compressor Zstd = PackedInitrd.Zstd;

    private static readonly Inode Linked = Inode.File("linked"u8.ToArray(), 0b100_111_101_101);

    private static readonly RootTree Sample = TreeOf(
        FolderNode("/dev"), Device("/dev/console", isBlock: false, 5, 1), Device("/dev/sda", isBlock: true, 259, 65536),
        FolderNode("/etc"), FileNode("/etc/passwd", "root:x:0:0::/:/bin/sh\ntiny:x:987:986::/:/bin/sh\n"), FileNode("/etc/group", "root:x:0:\ntinyg:x:986:\n"),
        FileNode("/init", "#!/bin/sh\n", 0b111_101_101), LinkNode("/lib", "usr/lib"), FileNode("/usr/lib/deep/down/file", new string('x', 70_000)),
        new(RootPath.Of("/usr/bin/a"), Linked, new Origin.Generated("test")), new(RootPath.Of("/usr/lib/b"), Linked, new Origin.Generated("test")),
        new(RootPath.Of("/run/fifo"), new(Metadata.OfRoot(0b110_010_000), new FileBody.Fifo()), new Origin.Generated("test")),
        Owned("/usr/share/owned", "tiny", "tinyg", 0b110_100_000), FileNode("/a-b"), FileNode("/a/c"), FileNode("/näme with space"));

    [Fact]
    public void GnuCpioListsWhatTheTreeHolds()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["initrd"], Bytes(Sample, Plain));
        var environment = new Dictionary<string, string?> { ["TZ"] = "UTC", ["LC_ALL"] = "C.UTF-8" };
        string listing = Tool.Require("cpio", "cpio").Start(null, environment, "--quiet", "-itv", "--numeric-uid-gid", "-F", folder["initrd"]).Output;
        Golden.Matches("cpio", "initrd-listing.txt", listing);
    }

    [Fact]
    public void BsdtarListsTheSameNamesInTheSameOrder()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["initrd"], Bytes(Sample, Plain));
        string listing = Tool.Require("bsdtar", "libarchive-tools").Start(null, new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8" }, "-tf", folder["initrd"]).Output;
        Assert.Equal(Sample.WithParents().Select(node => Encoding.UTF8.GetString(node.Path.Bytes)), listing.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void MicrocodeStandsInFrontUncompressedWhereTheKernelLooks()
    {
        RootTree packages = TreeOf(
            FileNode("/usr/lib/firmware/amd-ucode/microcode_amd.bin", "amd1"), FileNode("/usr/lib/firmware/amd-ucode/microcode_amd_fam15h.bin", "amd2"),
            FileNode("/usr/lib/firmware/amd-ucode/README", "no"), FileNode("/usr/lib/firmware/intel-ucode/06-55-04", "intel"),
            FileNode("/usr/lib/firmware/intel-ucode/list/no", "no"));
        var written = PackedInitrd.Of(Sample, Zstd, Epoch, EarlyMicrocode.Of(packages, GeneratedContents.Instance));
        Assert.Equal(["microcode", "generated"], written.Segments.Select(segment => segment.Name));
        Assert.Equal(written.Bytes.Length, written.Segments[0].Size + written.Segments[1].Size);

        using var folder = new TempFolder();
        File.WriteAllBytes(folder["early"], written.Bytes[..(int)written.Segments[0].Size]);
        Tool.Require("cpio", "cpio").Run("--quiet", "-id", "-D", folder.Path, "-F", folder["early"]);
        Assert.Equal("amd1amd2", File.ReadAllText(folder["kernel/x86/microcode/AuthenticAMD.bin"]));
        Assert.Equal("intel", File.ReadAllText(folder["kernel/x86/microcode/GenuineIntel.bin"]));
        Assert.Equal(0x28, written.Bytes[written.Segments[1].Offset]);
    }

    [Fact]
    public void PackagesWithoutMicrocodeAreRefused() => Assert.Equal(
        FailureKind.Usage, Assert.Throws<ComposerException>(() => EarlyMicrocode.Of(TreeOf(FileNode("/etc/passwd", "")), GeneratedContents.Instance)).Id.Kind);

    [Fact]
    public void CpioUnpacksTheBodiesAndTheHardLinks()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["initrd"], Bytes(Sample.Without(node => node.Path.IsWithin(RootPath.Of("/dev"))), Plain));
        Directory.CreateDirectory(folder["out"]);
        Tool.Require("cpio", "cpio").Run("--quiet", "-id", "--no-preserve-owner", "-D", folder["out"], "-F", folder["initrd"]);
        Assert.Equal(new string('x', 70_000), File.ReadAllText(folder["out/usr/lib/deep/down/file"]));
        string[] inodes = Tool.Require("stat", "coreutils").Run("-c", "%i %h", folder["out/usr/bin/a"], folder["out/usr/lib/b"]).Split('\n');
        Assert.EndsWith(" 2", inodes[0], StringComparison.Ordinal);
        Assert.Equal(inodes[0], inodes[1]);
        Assert.Equal("linked", File.ReadAllText(folder["out/usr/bin/a"]));
    }

    [Fact]
    public void ZstdHoldsTheSameArchive()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["initrd.zst"], Bytes(Sample, Zstd));
        Tool.Require("zstd", "zstd").Run("-q", "-d", folder["initrd.zst"], "-o", folder["initrd"]);
        Assert.Equal(Bytes(Sample, Plain), File.ReadAllBytes(folder["initrd"]));
    }

    /// <summary>As the kernel reads it, which misses a segment behind lz4 that does not stand behind four NULs.</summary>
    [Theory]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Lz4Legacy)]
    [InlineData(CompressionFormat.None)]
    public void SegmentsOfEveryEncodingAreFoundBehindEachOther(CompressionFormat format)
    {
        RootTree microcode = TreeOf(FileNode("/kernel/x86/microcode/GenuineIntel.bin", "intel"));
        for (int length = 1; length < 5; length++)
        {
            RootTree tree = TreeOf(FileNode("/init", new string('i', length)), FileNode("/usr/lib/modules/1/m.ko", new string('m', length)));
            var written = PackedInitrd.Of(tree, Compressor.Of(format), Epoch, microcode);
            InitrdMember[] members = [.. InitrdImage.Read(PositionalSource.OfBytes(written.Bytes), "initrd")];
            Assert.Equal(3, written.Segments.Length);
            Assert.Equal(written.Segments.Select(segment => segment.Offset), members.Select(member => member.Segment.Offset).Distinct());
            Assert.Equal(
                ["init", "kernel/x86/microcode/GenuineIntel.bin", "usr/lib/modules/1/m.ko"],
                members.Where(member => member.Header.FileSize > 0).Select(member => Encoding.UTF8.GetString(member.Name.Span)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void TheSameTreeGivesTheSameBytesHoweverItWasMade()
    {
        RootTree again = Sample.Aggregate(RootTree.Empty, (tree, node) => tree.With([node]));
        Assert.Equal(Bytes(Sample, Zstd), Bytes(again, Zstd));
    }

    [Fact]
    public void TheResultSaysWhatWasWritten()
    {
        var written = PackedInitrd.Of(Sample, Zstd, Epoch);
        WrittenSegment segment = Assert.Single(written.Segments);
        Assert.Equal((0L, written.Bytes.LongLength, (long)Bytes(Sample, Plain).Length, Sample.WithParents().Count), (segment.Offset, segment.Size, segment.UnpackedSize, segment.Entries));
        Assert.Matches(@"^libzstd \d+\.\d+\.\d+, level 3$", segment.Encoder);
        Assert.Equal(written.Plan.ContentDigest, Write(Sample, Plain).ContentDigest);
    }

    [Fact]
    public void InodesAreNumberedInOrderAndDevicesAreZero()
    {
        (string Name, NewcHeader Header)[] entries = Entries(Sample);
        Assert.Equal(Enumerable.Range(1, entries.Length - 1).Select(i => (uint)i), entries.Select(entry => entry.Header.Ino).Distinct().Order());
        Assert.All(entries, entry => Assert.Equal((0u, 0u), (entry.Header.DevMajor, entry.Header.DevMinor)));
    }

    [Fact]
    public void OfHardLinksTheLastCarriesTheData()
    {
        (string _, NewcHeader first) = Entries(Sample).Single(entry => entry.Name == "usr/bin/a");
        (string _, NewcHeader last) = Entries(Sample).Single(entry => entry.Name == "usr/lib/b");
        Assert.Equal((first.Ino, 2u, 0u), (last.Ino, first.Nlink, first.FileSize));
        Assert.Equal((2u, 6u), (last.Nlink, last.FileSize));
    }

    [Fact]
    public void ALinkWhoseOtherNameIsGoneIsNoneAnyMore()
    {
        (string _, NewcHeader left) = Entries(Sample.Without(node => node.Path == RootPath.Of("/usr/lib/b"))).Single(entry => entry.Name == "usr/bin/a");
        Assert.Equal((1u, 6u), (left.Nlink, left.FileSize));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(Epoch - 1, Epoch - 1)]
    [InlineData(Epoch + 1, Epoch)]
    [InlineData(0x1_0000_0001, Epoch)]
    public void NoTimeIsAfterTheEpochOrBefore1970(long time, long written)
    {
        RootNode node = new(RootPath.Of("/f"), new(Metadata.OfRoot(0b110_100_100) with { ModificationTime = time }, FileBody.Directory.Instance), new Origin.Generated("test"));
        Assert.Equal((uint)written, Assert.Single(Entries(TreeOf(node))).Header.Mtime);
    }

    [Fact]
    public void OwnersAreThoseOfTheImagesOwnPasswd()
    {
        NewcHeader owned = Entries(Sample).Single(entry => entry.Name == "usr/share/owned").Header;
        Assert.Equal((987u, 986u), (owned.Uid, owned.Gid));
    }

    [Fact]
    public void AnUnknownOwnerBecomesRootAndLosesTheBitsThatWereNotMeantForRoot()
    {
        RootTree tree = TreeOf(Owned("/a", "ghost", "root", 0b110_111_101_101), Owned("/b", "root", "ghosts", 0b110_111_101_101), Owned("/c", "ghost", "root", 0b110_100_100));
        Assert.Equal([0x8000u | 0b010_111_101_101, 0x8000u | 0b100_111_101_101, 0x8000u | 0b110_100_100], Entries(tree).Select(entry => entry.Header.Mode));
        Assert.Equal(
            ["user ghost does not exist in the image: /a (and 1 more) belongs to root instead", "group ghosts does not exist in the image: /b belongs to root instead"],
            Write(tree, Plain).Notices.Select(notice => notice.Message));
    }

    [Fact]
    public void LostCapabilitiesAreNoticed()
    {
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> capability = Metadata.NoAttributes.Add("security.capability", new byte[20]);
        RootTree tree = TreeOf(new RootNode(RootPath.Of("/ping"), new(Metadata.OfRoot(0b111_101_101) with { ExtendedAttributes = capability }, new FileBody.Fifo()), new Origin.Generated("test")));
        Assert.Equal("an initrd holds no extended attributes; lost are those of /ping (security.capability)", Assert.Single(Write(tree, Plain).Notices).Message);
    }

    [Fact]
    public void TheRootItselfIsADot() => Assert.Equal(".", Entries(TreeOf(FolderNode("/", 0b101_101_101), FileNode("/a")))[0].Name);

    [Fact]
    public void WhatTheKernelWouldLoseIsRefused()
    {
        Assert.Equal("IC-CPI22", Fails(FileNode("/TRAILER!!!")).Id.ToString());
        Assert.Equal("IC-CPI26", Fails(FileNode("/" + new string('n', 256))).Id.ToString());
        Assert.Equal("IC-CPI26", Fails(LinkNode("/l", new string('t', 4096))).Id.ToString());
        Assert.Equal("IC-CPI26", Fails(LinkNode("/l", "")).Id.ToString());
        Assert.Equal("IC-CPI32", Fails(new(RootPath.Of("/big"), new(Metadata.OfRoot(0), new FileBody.Regular(new FileContent.Host(1L << 32, default, "/x"))), new Origin.Generated("test"))).Id.ToString());
        Assert.NotEmpty(Bytes(TreeOf(FileNode("/d/TRAILER!!!"), FileNode("/" + new string('n', 255))), Plain));
    }

    private static RootNode Device(string path, bool isBlock, uint major, uint minor) =>
        new(RootPath.Of(path), new(Metadata.OfRoot(0b110_000_000), new FileBody.Device(isBlock, major, minor)), new Origin.Generated("test"));

    private static RootNode Owned(string path, string user, string group, ushort mode) => new(
        RootPath.Of(path), new(new(user, group, mode, 1_600_000_000, Metadata.NoAttributes), new FileBody.Regular(new FileContent.Generated("x"u8.ToArray()))), new Origin.Generated("test"));

    private static byte[] Bytes(RootTree tree, Compressor encoder) => PackedInitrd.Of(tree, encoder, Epoch).Bytes;

    private static PlannedInitrd Write(RootTree tree, Compressor encoder) => PackedInitrd.Of(tree, encoder, Epoch).Plan;

    private static ComposerException Fails(RootNode node) => Assert.Throws<ComposerException>(() => Write(TreeOf(node), Plain));

    private static (string Name, NewcHeader Header)[] Entries(RootTree tree)
    {
        var reader = new NewcReader(new MemoryStream(Bytes(tree, Plain)));
        var entries = new List<(string, NewcHeader)>();
        while (reader.TryReadNext(out NewcEntry entry)) entries.Add((Encoding.UTF8.GetString(entry.Name.Span), entry.Header));
        return [.. entries];
    }
}
