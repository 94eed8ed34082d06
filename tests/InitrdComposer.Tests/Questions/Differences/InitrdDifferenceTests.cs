using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using Xunit;

namespace InitrdComposer.Tests.Questions.Differences;

/// <summary>A difference of each kind in an initrd is named by segment, member, field and offset.</summary>
public sealed class InitrdDifferenceTests
{
    private const uint File = InodeMode.Regular | 0x1A4;

    // Headers of 110 bytes with names and NULs, to a multiple of 4.
    private const int SecondHeader = 0x74, SecondData = 0xE8;

    [Theory]
    [InlineData(0, "ino", "9", "2", 6)]
    [InlineData(2, "uid", "9", "0", 22)]
    [InlineData(3, "gid", "9", "0", 30)]
    [InlineData(4, "nlink", "9", "1", 38)]
    [InlineData(5, "mtime", "9", "7", 46)]
    [InlineData(7, "devmajor", "9", "0", 62)]
    [InlineData(8, "devminor", "9", "0", 70)]
    [InlineData(9, "rdevmajor", "9", "0", 78)]
    [InlineData(10, "rdevminor", "9", "0", 86)]
    [InlineData(12, "check", "9", "0", 102)]
    public void AFieldOfAHeader(int field, string name, string got, string expected, int offset) => Says(
        $"segment 1, etc/a: {name}: got {got}, expected {expected}, offset 0x{SecondHeader + offset:X}", archive => archive.Change(1, entry => entry.With(field, 9)));

    [Fact]
    public void Modes() => Says($"segment 1, etc/a: mode: got 0100755, expected 0100644, offset 0x{SecondHeader + 14:X}", archive => archive.Change(1, entry => entry.With(CpioEntry.Mode, InodeMode.Regular | 0x1ED)));

    [Fact]
    public void Sizes() => Says(
        $"segment 1, etc/a: filesize: got 6, expected 5, offset 0x{SecondHeader + 54:X}", archive => archive.Change(1, entry => entry.With(CpioEntry.FileSize, 6) with { Data = [.. entry.Data, 0] }));

    [Fact]
    public void AByteOfAFile() => Says(
        $"segment 1, etc/a: content at byte 2: got 0x58, expected 0x6C, offset 0x{SecondData + 2:X}", archive => archive.Change(1, entry => entry with { Data = "heXlo"u8.ToArray() }));

    [Fact]
    public void ALinksTarget() => Says(
        "segment 1, etc/link: target: got b, expected a, offset 0x168", archive => archive.Change(2, entry => entry with { Data = "b"u8.ToArray() }));

    [Fact]
    public void AMemberThatIsMissing() => Says("segment 1, etc/a: member: got nothing, expected one of 5 bytes, offset 0x74", archive => archive.Entries.RemoveAt(1));

    [Fact]
    public void TheLastMemberThatIsMissing() => Says("segment 1, etc/z: member: got nothing, expected one of 6 bytes, offset 0x16C", archive => archive.Entries.RemoveAt(3));

    [Fact]
    public void AMemberThatIsOneMore() => Says("segment 1, etc/more: member: got one of 1 bytes, expected nothing, offset 0x74", archive => archive.Entries.Insert(1, CpioEntry.Newc("etc/more"u8.ToArray(), File, [1], 9)));

    [Fact]
    public void AnotherName() => Says("segment 1, etc/A: member: got one of 5 bytes, expected nothing, offset 0x74", archive => archive.Change(1, entry => entry.Named("etc/A")));

    [Fact]
    public void AnotherOrder() => Says("segment 1: order of members: got etc/link, expected etc/a, offset 0x74", archive => (archive.Entries[1], archive.Entries[2]) = (archive.Entries[2], archive.Entries[1]));

    [Fact]
    public void DigitsInLowerCase() => Says("segment 1: byte: got 0x61, expected 0x41, offset 0x6", archive => archive.Change(0, entry => entry.With(CpioEntry.Ino, "a0000001")), archive => archive.Change(0, entry => entry.With(CpioEntry.Ino, "A0000001")));

    [Fact]
    public void InACompressedSegmentOffsetsAreOfTheArchive()
    {
        byte[] early = Archive().ToBytes();
        byte[] given = [.. early, .. Compressed.Zstd(Archive().Change(1, entry => entry.With(CpioEntry.Mtime, 8)).ToBytes())];
        Assert.Equal(
            $"x.initrd: segment 2 (zstd), etc/a: mtime: got 8, expected 7, offset 0x{SecondHeader + 46:X} unpacked", Seeded.Difference("x.initrd", given, [.. early, .. Compressed.Zstd(Archive().ToBytes())]));
    }

    [Fact]
    public void TheSameArchiveByAnotherCompressor() => Assert.Equal(
        "x.initrd: segment 1 (zstd): compression: got gzip, expected zstd, offset 0x0", Seeded.Difference("x.initrd", Compressed.Gzip(Archive().ToBytes()), Compressed.Zstd(Archive().ToBytes())));

    [Fact]
    public void TheSameArchiveEncodedOtherwise()
    {
        byte[] archive = Archive().ToBytes();
        string? said = Seeded.Difference("x.initrd", Compressed.ByTool("zstd", "zstd", archive, "-19", "-c"), Compressed.Zstd(archive));
        Assert.Matches(@"^x\.initrd: segment 1 \(zstd\): encoding of the same archive: got \d+ bytes of zstd, expected \d+ bytes, offset 0x[0-9A-F]+$", said);
    }

    [Fact]
    public void ADamagedFrame()
    {
        byte[] packed = Compressed.Zstd(Archive().ToBytes());
        Assert.Matches(@"^x\.initrd: (segment 1 \(zstd\), \S+: )?structure: got damaged data \(.+\), expected an archive", Seeded.Difference("x.initrd", packed[..^9], packed));
    }

    [Fact]
    public void NothingWhereNothingDiffers() => Assert.Null(Seeded.Difference("x.initrd", Archive().ToBytes(), Archive().ToBytes()));

    private static CpioSpec Archive()
    {
        var archive = new CpioSpec();
        archive.Entries.Add(CpioEntry.Newc("etc"u8.ToArray(), InodeMode.Directory | 0x1ED, [], 1));
        archive.Entries.Add(CpioEntry.Newc("etc/a"u8.ToArray(), File, "hello"u8.ToArray(), 2, mtime: 7));
        archive.Entries.Add(CpioEntry.Newc("etc/link"u8.ToArray(), InodeMode.SymbolicLink | 0x1FF, "a"u8.ToArray(), 3));
        archive.Entries.Add(CpioEntry.Newc("etc/z"u8.ToArray(), File, "end of"u8.ToArray(), 4));
        return archive;
    }

    private static void Says(string words, Action<CpioSpec> seed, Action<CpioSpec>? both = null)
    {
        CpioSpec given = Archive(), rebuilt = Archive();
        both?.Invoke(given);
        both?.Invoke(rebuilt);
        seed(given);
        Assert.Equal($"x.initrd: {words}", Seeded.Difference("x.initrd", given.ToBytes(), rebuilt.ToBytes()));
    }
}
