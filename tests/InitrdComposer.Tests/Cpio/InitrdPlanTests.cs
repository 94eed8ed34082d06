using System.Text;
using InitrdComposer.Cpio;
using InitrdComposer.Packages;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Cpio;

public sealed class InitrdPlanTests : IDisposable
{
    private const long Epoch = 1_700_000_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PackagesKernelAndGeneratedFilesStandApart()
    {
        PackedInitrd initrd = PackedInitrd.Of(Image(), PackedInitrd.Zstd, Epoch);
        Assert.Equal(["userspace-01", "userspace-02", "kernel", "generated"], initrd.Segments.Select(segment => segment.Name));
    }

    [Fact]
    public void TheRowOfSegmentsUnpacksToTheWholeTree()
    {
        PackedInitrd initrd = PackedInitrd.Of(Image(), PackedInitrd.Plain, Epoch);
        Directory.CreateDirectory(_folder["out"]);
        foreach (WrittenSegment segment in initrd.Segments)
        {
            File.WriteAllBytes(_folder["segment"], initrd.Bytes.AsSpan((int)segment.Offset, (int)segment.Size));
            Tool.Require("cpio", "cpio").Run("--quiet", "-id", "--no-preserve-owner", "-D", _folder["out"], "-F", _folder["segment"]);
        }

        Assert.Equal(
            Image().WithParents().Where(node => node.Inode.Body is FileBody.Regular).Select(node => "/" + Encoding.UTF8.GetString(node.Path.Bytes)),
            Directory.EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories).Select(path => path[_folder["out"].Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheHardwareDatabaseStandsApartAndAVariantsOwnTakesItsPlace()
    {
        RootTree first = Image().With([Derived("/usr/lib/udev/hwdb.bin", "hwdb", "large"), Derived("/etc/ld.so.cache", "library-cache", "a")]);
        RootTree second = first.With([Derived("/usr/lib/udev/hwdb.bin", "hwdb", "larger"), Derived("/etc/ld.so.cache", "library-cache", "b"), FileNode("/usr/lib/liba.so.1", "a", package: "a")]);
        var (initrds, packed) = PackedInitrd.AllOf([new("6.1", null, first), new("6.1", "more", second), new("6.1", "same", first)], PackedInitrd.Plain, Epoch, _folder["store"]);
        Assert.Equal(["hwdb", "userspace-01", "userspace-02", "kernel", "generated", "hwdb", "generated", "variant-more"], packed.Select(segment => segment.Segment.Name));
        Assert.Equal(["hwdb", "userspace-01", "userspace-02", "kernel", "generated", "variant-more"], initrds[1].Segments.Select(segment => segment.Name));
        Assert.Equal(initrds[0].Bytes, initrds[2].Bytes);
        Assert.Equal(["larger"], Bodies(packed[5..6]));
        Assert.Contains("b", Bodies(packed[6..7]));

        static IEnumerable<string> Bodies(IEnumerable<PackedSegment> segments) =>
            from segment in segments
            from entry in segment.Segment.Layout.Entries
            let content = (entry.Node.Inode.Body as FileBody.Regular)?.Content as FileContent.Generated
            where content is not null
            select Encoding.UTF8.GetString(content.Bytes.Span);

        static RootNode Derived(string path, string stage, string text) => new(RootPath.Of(path), Inode.File(Encoding.UTF8.GetBytes(text)), new Origin.Generated(stage));
    }

    [Fact]
    public void AnotherVersionOfAPackageChangesItsOwnSegmentOnly()
    {
        string[] before = KeysOf(Image()), after = KeysOf(Image(zlib: "other"));
        Assert.Equal(before.Length, after.Length);
        Assert.Equal("userspace-02", Names(Image())[before.Zip(after).Index().Single(pair => pair.Item.First != pair.Item.Second).Index]);
    }

    [Fact]
    public void WhatAnEarlierBuildPackedIsTakenAndNothingOfItRead()
    {
        var first = PackedInitrd.AllOf([new(null, null, Image())], PackedInitrd.Zstd, Epoch, _folder["store"]);
        Assert.All(first.Packed, segment => Assert.True(segment.IsNew));
        var second = PackedInitrd.AllOf([new(null, null, Image(zlib: "other"))], PackedInitrd.Zstd, Epoch, _folder["store"]);
        Assert.Equal(["userspace-02"], second.Packed.Where(segment => segment.IsNew).Select(segment => segment.Segment.Name));
        Assert.Equal(PackedInitrd.Of(Image(zlib: "other"), PackedInitrd.Zstd, Epoch).Bytes, second.Initrds[0].Bytes);
    }

    [Fact]
    public void DamagedSegmentsArePackedAgain()
    {
        byte[] expected = PackedInitrd.AllOf([new(null, null, Image())], PackedInitrd.Zstd, Epoch, _folder["store"]).Initrds[0].Bytes;
        string[] files = Directory.GetFiles(_folder["store"], "*", SearchOption.AllDirectories);
        for (int i = 0; i < files.Length; i++)
        {
            byte[] bytes = File.ReadAllBytes(files[i]);
            if (i % 2 == 0) bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(files[i], i % 2 == 0 ? bytes : bytes[..(i % 30)]);
        }

        var again = PackedInitrd.AllOf([new(null, null, Image())], PackedInitrd.Zstd, Epoch, _folder["store"]);
        Assert.All(again.Packed, segment => Assert.True(segment.IsNew));
        Assert.Equal(expected, again.Initrds[0].Bytes);
    }

    [Fact]
    public void KernelsShareTheUserspaceAndVariantsShareAllButWhatTheyAdd()
    {
        RootTree first = Image(kernel: "6.1"), second = Image(kernel: "6.2");
        RootTree rescue = first.With([FileNode("/usr/bin/strace", "strace", package: "strace")]);
        var (initrds, packed) = PackedInitrd.AllOf(
            [new("6.1", null, first), new("6.2", null, second), new("6.1", "rescue", rescue)], PackedInitrd.Zstd, Epoch, _folder["store"]);
        Assert.Equal(
            ["userspace-01", "userspace-02", "kernel", "generated", "kernel", "variant-rescue"], packed.Select(segment => segment.Segment.Name));
        Assert.Equal(["userspace-01", "userspace-02", "kernel", "generated", "variant-rescue"], initrds[2].Segments.Select(segment => segment.Name));
        Assert.Equal(PackedInitrd.Of(second, PackedInitrd.Zstd, Epoch).Bytes, initrds[1].Bytes);
    }

    [Fact]
    public void TheContentDigestDoesNotTellHowATreeWasDivided()
    {
        RootTree tree = Image();
        RootTree whole = TreeOf([.. tree.Select(node => node with { Origin = new Origin.Generated("test") })]);
        Assert.Equal(PackedInitrd.Of(whole, PackedInitrd.Zstd, Epoch).Plan.ContentDigest, PackedInitrd.Of(tree, PackedInitrd.Plain, Epoch).Plan.ContentDigest);
    }

    [Fact]
    public void EachSegmentBeginsWhereTheKernelLooksForAnArchive()
    {
        PackedInitrd initrd = PackedInitrd.Of(Image(), PackedInitrd.Zstd, Epoch);
        Assert.All(initrd.Segments, segment => Assert.Equal(0, segment.Offset % 4));
        Assert.All(initrd.Segments, segment => Assert.Equal([0x28, 0xB5, 0x2F, 0xFD], initrd.Bytes[(int)segment.Offset..((int)segment.Offset + 4)]));
    }

    private static RootTree Image(string zlib = "zlib", string kernel = "6.1") => TreeOf(
        FileNode("/etc/passwd", "root:x:0:0::/:/bin/sh\n"),
        FileNode("/init", "init"),
        FileNode("/usr/bin/bash", new string('b', 10_000_000), package: "bash"),
        FileNode("/usr/lib/libc.so", new string('c', 11_000_000), package: "glibc"),
        FileNode("/usr/lib/libz.so", zlib, package: "zlib"),
        FileNode($"/usr/lib/modules/{kernel}/kernel/a.ko", "module", package: $"kernel-{kernel}"));

    private static RootNode FileNode(string path, string text, string? package = null) => new(
        RootPath.Of(path), Inode.File(Encoding.UTF8.GetBytes(text)),
        package is null ? new Origin.Generated("test") : new Origin.Package(new Nevra(package, new Evr(0, "1", "1"), "x86_64")));

    private static string[] KeysOf(RootTree tree) => [.. PlanOf(tree).Segments.Select(segment => segment.Key.Hex)];

    private static string[] Names(RootTree tree) => [.. PlanOf(tree).Segments.Select(segment => segment.Name)];

    private static InitrdPlan PlanOf(RootTree tree) => InitrdPlan.Of([new(null, null, tree)], null, GeneratedContents.Instance, PackedInitrd.Zstd, Epoch);
}
