using System.Runtime.Versioning;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Images;

/// <summary>Damaged images: what stands before the damage is in the tree, and the damage has an offset.</summary>
[SupportedOSPlatform("linux")]
public sealed class ImageDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => ["cpio", "zstd", "xz", "gzip", "bzip2", "lzma"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnImageMayBeCutAtAnyByte(string kind)
    {
        byte[] first = Archive("a", "b", "c").ToBytes(), second = Packed(kind, Archive("d", "e", "f").ToBytes());
        byte[] image = [.. first, .. second];
        string[] all = ["a", "b", "c", "d", "e", "f"];
        int known = 0;
        for (int length = 1; length < image.Length; length++)
        {
            OpenedImage? opened = Open(image.AsSpan(0, length));
            if (opened is null)
            {
                Assert.True(length < 240, $"{length}");
                continue;
            }

            // What was there with fewer bytes is there with more, and nothing else.
            string[] names = [.. opened.Tree.Select(node => node.Path.ToString()[1..])];
            Assert.Equal(all[..names.Length], names);
            Assert.True(names.Length >= known, $"{length}: {names.Length}, {known} before");
            known = names.Length;
            if (opened.Damage is ComposerException damage)
            {
                Assert.Equal(FailureKind.Malformed, damage.Id.Kind);
                Assert.NotNull(damage.Location?.Position?.Offset);
            }
        }

        Assert.Equal(all, Open(image)!.Tree.Select(node => node.Path.ToString()[1..]));
    }

    [Fact]
    public void ADamagedByteLeavesWhatStandsBefore()
    {
        var files = new CpioSpec { Entries = { CpioEntry.Newc("b"u8.ToArray(), 0x81A4, SampleTree.Random(100_000), 1), CpioEntry.Newc("c"u8.ToArray(), 0x81A4, SampleTree.Random(100_001), 2) } };
        byte[] image = [.. Archive("a").ToBytes(), .. Compressed.Gzip(files.ToBytes())];
        image[^6] ^= 1;
        OpenedImage opened = Open(image)!;
        Assert.Equal(["/a", "/b"], opened.Tree.Select(node => $"{node.Path}"));
        Assert.Equal("IC-CPI01", $"{opened.Damage!.Id}");
    }

    [Fact]
    public void AnUnknownCompressorIsNamedWithItsOffset()
    {
        byte[] first = Archive("a").ToBytes();
        OpenedImage opened = Open([.. first, .. "BROT compressed data"u8])!;
        Assert.Equal("/a", $"{Assert.Single(opened.Tree).Path}");
        Assert.Equal(("IC-CPI02", (long?)first.Length), ($"{opened.Damage!.Id}", opened.Damage.Location!.Value.Position!.Value.Offset));
    }

    [Fact]
    public void ANameThatClimbsOutIsLeftOut()
    {
        var archive = new CpioSpec { Entries = { File("../../etc/x", "evil"), File("a/../../b", "evil"), File("/etc/absolute", "fine"), File("./c//d", "fine") } };
        OpenedImage opened = Open(archive.ToBytes())!;
        Assert.Equal(["/c", "/c/d", "/etc", "/etc/absolute"], opened.Tree.Select(node => $"{node.Path}"));
        Assert.Equal("IC-CPI07", $"{opened.Damage!.Id}");
    }

    /// <summary>As Linux: the file goes where the link leads inside the image; a circle leads nowhere.</summary>
    [Fact]
    public void LinksAmongFoldersAreFollowedInside()
    {
        var archive = new CpioSpec { Entries = { Link("d", "/tmp"), File("d/x", "x"), Link("a", "b"), Link("b", "c/.."), Link("c", "usr/lib"), File("a/y", "y"), Link("o", "o"), File("o/z", "z") } };
        OpenedImage opened = Open(archive.ToBytes())!;
        Assert.Null(opened.Damage);
        Assert.Equal(["/a", "/b", "/c", "/d", "/o", "/tmp", "/tmp/x", "/usr", "/usr/y"], opened.Tree.Select(node => $"{node.Path}"));
    }

    /// <summary>init/initramfs.c, clean_path: rmdir of a folder with files fails, and a file is no folder.</summary>
    [Fact]
    public void AFolderWithFilesStaysOne()
    {
        var archive = new CpioSpec { Entries = { Folder("d"), File("d/x", "x"), File("d", "file"), Folder("e"), Link("e", "d"), File("f", "file"), File("f/below", "lost") } };
        OpenedImage opened = Open(archive.ToBytes())!;
        Assert.Equal(["/d", "/d/x", "/e", "/f"], opened.Tree.Select(node => $"{node.Path}"));
        Assert.IsType<FileBody.Directory>(opened.Tree[0].Inode.Body);
        Assert.IsType<FileBody.SymbolicLink>(opened.Tree[2].Inode.Body);
    }

    /// <summary>CPI-13 of other makers: the last that has data counts, and a count that lies is not believed.</summary>
    [Fact]
    public void OfHardLinksTheLastWithDataCounts()
    {
        CpioEntry Linked(string name, string content, uint count) => File(name, content).With(CpioEntry.Nlink, count).With(CpioEntry.Ino, 7);
        var archive = new CpioSpec { Entries = { Linked("a", "", 3), Linked("b", "old", 3), Linked("c", "new", 9), Linked("d", "", 2), Linked("e", "alone", 1) } };
        OpenedImage opened = Open([.. archive.ToBytes(), .. new CpioSpec { Entries = { Linked("f", "", 2) } }.ToBytes()])!;
        Assert.Equal([3, 3, 3, 3, 5, 0], opened.Tree.Select(node => ((FileBody.Regular)node.Inode.Body).Content.Length));
        Assert.Same(opened.Tree[0].Inode, opened.Tree[3].Inode);
    }

    private static CpioSpec Archive(params string[] names)
    {
        var archive = new CpioSpec();
        archive.Entries.AddRange(names.Select(name => File(name, $"content of {name}")));
        return archive;
    }

    private static CpioEntry File(string name, string content) => CpioEntry.Newc(System.Text.Encoding.UTF8.GetBytes(name), 0x81A4, System.Text.Encoding.UTF8.GetBytes(content), 1);

    private static CpioEntry Folder(string name) => CpioEntry.Newc(System.Text.Encoding.UTF8.GetBytes(name), 0x41ED, [], 1);

    private static CpioEntry Link(string name, string target) => CpioEntry.Newc(System.Text.Encoding.UTF8.GetBytes(name), 0xA1FF, System.Text.Encoding.UTF8.GetBytes(target), 1);

    private static byte[] Packed(string kind, byte[] archive) => kind switch
    {
        "zstd" => Compressed.Zstd(archive),
        "xz" => Compressed.Xz(archive),
        "gzip" => Compressed.Gzip(archive),
        "bzip2" => Compressed.Bzip2(archive),
        "lzma" => Compressed.Lzma(archive),
        _ => archive,
    };

    /// <summary>Null: it is refused whole.</summary>
    private OpenedImage? Open(ReadOnlySpan<byte> image)
    {
        System.IO.File.WriteAllBytes(_folder["image"], image);
        try
        {
            return ImageReader.Open(Disk.Host, _folder["image"]);
        }
        catch (ComposerException refusal)
        {
            Assert.Equal(FailureKind.Malformed, refusal.Id.Kind);
            return null;
        }
    }
}
