using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.Tests.Questions.Differences;

/// <summary>A difference of each kind in an extension's image is named by partition, path or field, and offset.</summary>
public sealed class DiskDifferenceTests
{
    private static readonly byte[] Demo = DemoExtension.Bytes;

    private static int Verity => (int)DemoExtension.Table.Partitions[1].Offset;

    [Fact]
    public void AFieldOfTheHeader() => Assert.Matches(
        @"^x\.raw: GPT header: DiskGUID: got [0-9a-f]{32}, expected [0-9a-f]{32}, offset 0x238$", Seeded.Difference("x.raw", Demo.With(GptTable.BlockSize + 56, (byte)(Demo[GptTable.BlockSize + 56] ^ 1)), Demo));

    [Fact]
    public void AFieldOfAPartitionEntry() => Assert.Matches(
        @"^x\.raw: partition entry 2: Attributes: got 0x[0-9A-F]+, expected 0x[0-9A-F]+, offset 0x4B0$", Seeded.Difference("x.raw", Demo.With(1024 + 128 + 48, (byte)(Demo[1024 + 128 + 48] ^ 1)), Demo));

    [Fact]
    public void AFieldOfTheVeritySuperblock() => Assert.Matches(
        $@"^x\.raw: partition \S+, verity superblock: uuid: got [0-9a-f]{{32}}, expected [0-9a-f]{{32}}, offset 0x{Verity + 16:X}$", Seeded.Difference("x.raw", Demo.With(Verity + 16, (byte)(Demo[Verity + 16] ^ 1)), Demo));

    [Fact]
    public void ABlockOfTheHashTree() => Assert.Matches(
        $@"^x\.raw: partition \S+, hash tree: byte: got 0x..?, expected 0x..?, offset 0x{Verity + 4097:X}$", Seeded.Difference("x.raw", Demo.With(Verity + 4097, (byte)(Demo[Verity + 4097] ^ 1)), Demo));

    [Fact]
    public void AFieldOfTheSquashfsSuperblock()
    {
        byte[] image = new DdiSpec(Files().ToBytes()).ToBytes();
        int place = (int)GptTable.Read(PositionalSource.OfBytes(image)).Partitions[0].Offset + 8;
        Assert.Matches($@"^x\.raw: partition \S+, superblock: mkfs_time: got 0x[0-9A-F]+, expected 0x[0-9A-F]+, offset 0x{place:X}$", Seeded.Difference("x.raw", image.With(place, (byte)(image[place] ^ 1)), image));
    }

    [Fact]
    public void AFileOfAPartition() => Assert.Matches(
        @"^x\.raw: partition \S+, /usr/a: content at byte 1: got 0x58, expected 0x6E$",
        Seeded.Difference("x.raw", new DdiSpec(Files().Add("usr/a", "oXe").ToBytes()).ToBytes(), new DdiSpec(Files().ToBytes()).ToBytes()));

    [Fact]
    public void TheSameFilesStoredOtherwise() => Assert.Matches(
        @"^x\.raw: superblock: compression: got 0x1, expected 0x6, offset 0x14$", Seeded.Difference("x.raw", Files(CompressionFormat.Gzip).ToBytes(), Files().ToBytes()));

    [Fact]
    public void AFileOfOtherContent() => Says("/usr/a: content at byte 1: got 0x58, expected 0x6E", spec => spec.Add("usr/a", "oXe"));

    [Fact]
    public void AFileOfAnotherSize() => Says("/usr/a: file_size: got 4, expected 3", spec => spec.Add("usr/a", "once"));

    [Fact]
    public void AFileOfAnotherMode() => Says("/usr/b: mode: got 0755, expected 0644", spec => spec.Add("usr/b", "two", 0x1ED, 0));

    [Fact]
    public void AFileOfSomebodyElse() => Says("/usr/b: uid: got 5, expected 0", spec => spec.Add("usr/b", "two", 0x1A4, 5));

    [Fact]
    public void ALinkElsewhere() => Says("/usr/link: target: got b, expected a", spec => spec.Link("usr/link", "b"));

    [Fact]
    public void AFileThatIsOneMore() => Says("/usr/more: file: got one, expected nothing", spec => spec.Add("usr/more", ""));

    [Fact]
    public void AFileThatIsALink() => Says("/usr/a: inode_type: got SymbolicLink, expected Regular", spec => spec.Link("usr/a", "b"));

    private static void Says(string words, Func<SquashfsSpec, SquashfsSpec> seed) =>
        Assert.Equal($"x.raw: {words}", Seeded.Difference("x.raw", seed(Files()).ToBytes(), Files().ToBytes()));

    private static SquashfsSpec Files(CompressionFormat format = CompressionFormat.Zstd) => new SquashfsSpec { Options = new(format) }.Add("usr/a", "one").Add("usr/b", "two", 0x1A4, 0).Link("usr/link", "a");
}
