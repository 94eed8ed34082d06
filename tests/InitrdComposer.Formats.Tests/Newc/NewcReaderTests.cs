using System.Text;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Newc;

public sealed class NewcReaderTests
{
    [Theory]
    [InlineData("newc")]
    [InlineData("crc")]
    public void EveryKindOfEntryOfGnuCpioIsRead(string format)
    {
        var entries = CpioTool.ReadAll(CpioTool.Archive(format)).ToDictionary(entry => Encoding.UTF8.GetString(entry.Name));
        Assert.Equal([".", "dir", "dir/a-hard", "dir/big", "dir/empty", "dir/fifo", "dir/file", "dir/link", "dir/sticky", "dir/z-hard"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(entries.Values, entry => Assert.Equal(format == "crc", entry.Header.HasChecksum));
        Assert.Equal(InodeMode.Directory | 0x3FF, entries["dir/sticky"].Header.Mode);
        Assert.Equal(InodeMode.Fifo | 0x180, entries["dir/fifo"].Header.Mode);
        Assert.Equal("../elsewhere"u8, entries["dir/link"].Data);
        Assert.Equal(100_003, entries["dir/big"].Data.Length);
        Assert.Equal(1_700_000_000u, entries["dir/file"].Header.Mtime);
        string[] links = ["dir/a-hard", "dir/file", "dir/z-hard"];
        Assert.All(links, link => Assert.Equal(3u, entries[link].Header.Nlink));
        Assert.Single(links.Select(link => entries[link].Header.Ino).Distinct());
        Assert.Equal("content"u8, links.SelectMany(link => entries[link].Data).ToArray());
    }

    [Fact]
    public void ContentThatIsNotReadIsSkipped() =>
        Assert.Equal(
            CpioTool.ReadAll(CpioTool.Archive("crc")).Select(entry => Encoding.UTF8.GetString(entry.Name)),
            CpioTool.ReadAll(CpioTool.Archive("crc"), readContent: false).Select(entry => Encoding.UTF8.GetString(entry.Name)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AWrongChecksumIsMalformedWhetherContentIsReadOrSkipped(bool readContent)
    {
        byte[] archive = CpioTool.Archive("crc");
        archive[archive.AsSpan().IndexOf("content"u8)] ^= 1;
        Assert.Equal("check", Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(archive, readContent)).Field);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TruncationAtEveryOffsetIsMalformed(bool readContent)
    {
        byte[] archive = Write(("a", "some"u8.ToArray()), ("dir/bcd", []), ("e", new byte[9]));
        Assert.Equal(3, CpioTool.ReadAll(archive, readContent).Count);
        for (int length = 0; length < archive.Length - CpioTool.LastPadding; length++)
        {
            MalformedDataException error = Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(archive[..length], readContent));
            Assert.Equal(length, error.Position.Offset);
        }
    }

    [Fact]
    public void WithoutTrailerTheEndIsTheEndOnlyWhereAllowed()
    {
        byte[] archive = Write(("a", "some"u8.ToArray()));
        byte[] cut = archive[..archive.AsSpan().LastIndexOf("070701"u8)];
        var reader = new NewcReader(new MemoryStream(cut)) { IsTrailerRequired = false };
        Assert.True(reader.TryReadNext(out _));
        Assert.False(reader.TryReadNext(out _));
        Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(cut));
    }

    [Fact]
    public void TheTrailersPaddingMayBeMissing() => Assert.Single(CpioTool.ReadAll(Write(("a", []))[..^CpioTool.LastPadding]));

    [Fact]
    public void TheOffsetBehindTheTrailerIsKnown()
    {
        byte[] first = Write(("a", "some"u8.ToArray()));
        byte[] all = [.. first, 0, 0, 0, 0, 7];
        var reader = new NewcReader(new MemoryStream(all), offset: 0x40);
        while (reader.TryReadNext(out _))
        {
        }

        Assert.Equal(0x40 + first.Length, reader.Offset);
    }

    [Fact]
    public void ContentIsGoneWithTheNextEntry()
    {
        var reader = new NewcReader(new MemoryStream(Write(("a", "some"u8.ToArray()), ("b", []))));
        Assert.True(reader.TryReadNext(out NewcEntry first));
        Assert.True(reader.TryReadNext(out _));
        Assert.Throws<InvalidOperationException>(() => first.Content.ReadByte());
    }

    [Theory]
    [InlineData(94, "00000000", "namesize")]
    [InlineData(94, "00000001", "namesize")]
    [InlineData(94, "00001001", "namesize")]
    [InlineData(94, "FFFFFFFF", "namesize")]
    [InlineData(94, "00000005", "name")]
    [InlineData(14, "0000F1A4", "mode")]
    [InlineData(14, "000101A4", "mode")]
    [InlineData(54, "FFFFFFFF", "file data")]
    [InlineData(0, "070703", "magic")]
    public void LyingFieldsAreRefused(int position, string value, string field)
    {
        byte[] archive = Write(("abcdef", "some"u8.ToArray()));
        Encoding.ASCII.GetBytes(value).CopyTo(archive, position);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(archive));
        Assert.Equal(field, error.Field);
        Assert.InRange(error.Position.Offset!.Value, 0, archive.Length);
    }

    [Fact]
    public void NamesMayBeStretchedByNulsButHoldNone()
    {
        byte[] archive = Write(("abcdef", []));
        archive[NewcHeader.Size + 3] = 0;
        Assert.Equal("name", Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(archive)).Field);
        archive.AsSpan(NewcHeader.Size + 3, 3).Clear();
        Assert.Equal("abc"u8, Assert.Single(CpioTool.ReadAll(archive)).Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4097)]
    public void ASymbolicLinkHoldsOneToPathMaxBytes(int length)
    {
        using var output = new MemoryStream();
        var writer = new NewcWriter(output);
        writer.Add(new NewcHeader { Mode = InodeMode.SymbolicLink | 0x1FF }, "link"u8, new byte[length]);
        writer.Complete();
        Assert.Equal("filesize of a symbolic link", Assert.Throws<MalformedDataException>(() => CpioTool.ReadAll(output.ToArray())).Field);
    }

    [Fact]
    public void BsdtarsArchivesAreRead()
    {
        using var folder = new TempFolder();
        Tool bsdtar = Tool.Require("bsdtar", "libarchive-tools");
        File.WriteAllText(folder["file"], "content");
        bsdtar.Run("-C", folder.Path, "--format", "newc", "-cf", folder["archive"], "file");
        Assert.Equal("content"u8, Assert.Single(CpioTool.ReadAll(File.ReadAllBytes(folder["archive"]))).Data);
    }

    private static byte[] Write(params (string Name, byte[] Data)[] files)
    {
        using var output = new MemoryStream();
        var writer = new NewcWriter(output);
        foreach ((string name, byte[] data) in files) writer.Add(new NewcHeader { Mode = InodeMode.Regular | 0x1A4, Nlink = 1 }, Encoding.UTF8.GetBytes(name), data);
        writer.Complete();
        return output.ToArray();
    }
}
