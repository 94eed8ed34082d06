using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Images;

/// <summary>Archives of GNU cpio, compressed by each format's own tool, one behind the other.</summary>
public sealed class InitrdImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SegmentsOfEveryCompressionAreReadInARow()
    {
        byte[] early = Archive("microcode");
        byte[] zstd = Compressed("zstd", "a");
        byte[] xz = Compressed("xz", "b");
        byte[] gzip = Compressed("gzip", "c");
        byte[] bzip2 = Compressed("bzip2", "d");
        byte[] lzma = Compressed("lzma", "e");
        byte[] lz4 = Compressed("lz4", "f");
        byte[] late = Archive("g");
        byte[] image = [.. early, .. zstd, .. xz, .. new byte[3], .. gzip, .. bzip2, .. lzma, .. lz4, .. new byte[4]];
        image = [.. image, .. new byte[-image.Length & 3], .. late, .. new byte[1000]];

        InitrdMember[] members = Read(image);
        Assert.Equal(["microcode", "a", "b", "c", "d", "e", "f", "g"], members.Where(member => member.Target.IsEmpty && member.Header.FileSize > 0).Select(Name));
        Assert.Equal(
            [
                CompressionFormat.None, CompressionFormat.Zstd, CompressionFormat.Xz, CompressionFormat.Gzip, CompressionFormat.Bzip2,
                CompressionFormat.Lzma, CompressionFormat.Lz4Legacy, CompressionFormat.None,
            ],
            members.Select(member => member.Segment).Distinct().Select(segment => segment.Compression));
        int[] lengths = [early.Length, zstd.Length, xz.Length + 3, gzip.Length, bzip2.Length, lzma.Length];
        Assert.Equal(
            lengths.Select((_, i) => (long)lengths[..(i + 1)].Sum()), members.Select(member => member.Segment).Distinct().Skip(1).Take(6).Select(segment => segment.Offset));
    }

    [Fact]
    public void FramesOfOneCompressionFollowEachOther()
    {
        foreach (string tool in (string[])["zstd", "xz", "gzip", "bzip2", "lzma", "lz4"])
        {
            byte[] image = [.. Compressed(tool, "a"), .. Compressed(tool, "b")];
            Assert.Equal(["a", "b"], Read(image).Where(member => member.Header.FileSize > 0).Select(Name));
        }
    }

    [Fact]
    public void SeveralArchivesMayBeInOneFrame()
    {
        File.WriteAllBytes(_folder["both"], [.. Archive("a"), .. new byte[512], .. Archive("b")]);
        Tool.Require("zstd", "zstd").Run("-q", _folder["both"]);
        InitrdMember[] members = Read([0, 0, 0, 0, .. File.ReadAllBytes(_folder["both.zst"])]);
        Assert.Equal([0, 1], members.Select(member => member.Segment.Index).Distinct());
        Assert.All(members, member => Assert.Equal(4, member.Segment.Offset));
    }

    /// <summary>Linux 6.12 boots such an image without the last archive: "invalid magic at start of compressed archive".</summary>
    [Fact]
    public void APlainArchiveAtAnOddOffsetIsRefused()
    {
        byte[] zstd = Compressed("zstd", "a");
        int padding = ((-zstd.Length & 3) + 1) & 3;
        AssertRefused([.. zstd, .. new byte[padding], .. Archive("b")], "IC-CPI30", zstd.Length + padding);
        byte[] plain = Archive("a");
        AssertRefused([.. plain, 0, .. Archive("b")], "IC-CPI30", plain.Length + 1);
        AssertRefused([.. plain, 0, .. zstd], "IC-CPI30", plain.Length + 1);
    }

    [Fact]
    public void AnArchiveThatGoesOnInAnotherFrameIsRefused()
    {
        byte[] archive = Archive("a");
        File.WriteAllBytes(_folder["one"], archive[..150]);
        File.WriteAllBytes(_folder["two"], archive[150..]);
        Tool.Require("gzip", "gzip").Run(_folder["one"], _folder["two"]);
        AssertRefused([.. File.ReadAllBytes(_folder["one.gz"]), .. File.ReadAllBytes(_folder["two.gz"])], "IC-CPI01", 150);
    }

    [Fact]
    public void WhatFollowsLz4WithoutAnEndMarkIsNotFoundByTheKernelEither()
    {
        byte[] lz4 = Compressed("lz4", "a");
        AssertRefused([.. lz4, .. Compressed("zstd", "b")], "IC-CPI01", lz4.Length + 4);
    }

    [Fact]
    public void OtherThingsBehindAnArchiveAreRefusedAtTheirPlace()
    {
        byte[] gzip = Compressed("gzip", "a");
        byte[] plain = Archive("a");
        AssertRefused([.. gzip, 0, 1, 2, 3], "IC-CPI02", gzip.Length + 1);
        AssertRefused([.. plain, 1, 2, 3], "IC-CPI02", plain.Length);
        File.WriteAllBytes(_folder["text"], "text"u8);
        Tool.Require("gzip", "gzip").Run(_folder["text"]);
        AssertRefused([.. plain, .. File.ReadAllBytes(_folder["text.gz"])], "IC-CPI02", 0);
    }

    private static string Name(InitrdMember member) => Encoding.UTF8.GetString(member.Name.Span);

    private static InitrdMember[] Read(byte[] image) => [.. InitrdImage.Read(PositionalSource.OfBytes(image), "initrd")];

    private static void AssertRefused(byte[] image, string id, long offset)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Read(image));
        Assert.Equal(id, $"{error.Id}");
        Assert.Equal(offset, error.Location!.Value.Position!.Value.Offset);
    }

    /// <summary>One file that has its name as content; cpio pads the whole to 512 bytes.</summary>
    private byte[] Archive(string name)
    {
        string folder = Directory.CreateDirectory(_folder[$"tree-{name}"]).FullName;
        File.WriteAllText(Path.Combine(folder, name), name);
        Tool.Require("cpio", "cpio");
        Tool.Require("sh", "dash").Run("-c", $"cd {folder} && find . | cpio --quiet -o -H newc > {_folder["archive"]}");
        return File.ReadAllBytes(_folder["archive"]);
    }

    private byte[] Compressed(string tool, string name)
    {
        File.WriteAllBytes(_folder["plain"], Archive(name));
        (string program, string package, string options) = tool switch
        {
            "xz" => ("xz", "xz-utils", "--check=crc32 -c"),
            "lzma" => ("xz", "xz-utils", "--format=lzma -c"),
            "lz4" => ("lz4", "lz4", "-l -c"),
            _ => (tool, tool, "-c"),
        };
        Tool.Require("sh", "dash").Run("-c", $"{Tool.Require(program, package).Path} {options} < {_folder["plain"]} > {_folder["compressed"]}");
        return File.ReadAllBytes(_folder["compressed"]);
    }
}
