using System.Buffers.Binary;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.Erofs;

/// <summary>Images of erofs-utils 1.8.6 with every compressor and every form of index that it has.</summary>
public sealed class ErofsCompressionTests
{
    private const int Superblock = 1024;

    public static TheoryData<string> Names => [.. ErofsImages.All.Keys];

    [Fact]
    public void ThereAreMoreThanAHundredImages() => Assert.InRange(ErofsImages.All.Count, 100, 1000);

    [Theory, MemberData(nameof(Names))]
    public void EveryFileIsAsItWas(string name) => Assert.Equal(ErofsImages.Expected, ErofsImages.Listing(ErofsImages.Read(ErofsImages.All[name])));

    /// <summary>Pieces of every size at every place are those of the whole file.</summary>
    [Theory, InlineData("image__zlz4_"), InlineData("image__zlzma__Eall_fragments"), InlineData("image__zdeflate__C65536__Eall"), InlineData("image___chunksize=4096")]
    public void PiecesAreThoseOfTheWhole(string name)
    {
        byte[] image = Any(name);
        var random = new Random(1);
        foreach (string file in (string[])["long", "mixed", "copy-b", "sparse"])
        {
            PositionalSource content = ErofsImages.FileOf(image, file).Content!;
            byte[] whole = content.ReadAll();
            for (int i = 0; i < 300; i++)
            {
                int offset = random.Next(whole.Length), length = random.Next(1, Math.Min(50_000, whole.Length - offset + 1));
                byte[] piece = new byte[length];
                content.ReadExactlyAt(offset, piece);
                Assert.Equal(whole[offset..(offset + length)], piece);
            }

            Assert.Equal(0, content.ReadAt(whole.Length, new byte[1]));
        }
    }

    [Fact]
    public void AFileCountsTheBlocksThatItTakes()
    {
        byte[] image = Any("image__zlz4_");
        Assert.InRange(Stored(image, "zeros"), 1, 80_000);
        Assert.InRange(Stored(image, "noise"), 4501, 8192);
        Assert.InRange(Stored(image, "long"), 1, 60_000);
        Assert.Equal(0, Stored(image, "empty"));

        byte[] chunks = Any("image___chunksize=4096");
        Assert.InRange(Stored(chunks, "sparse"), 1, 2 * 4096);

        // A small file in the packed inode takes no block of its own.
        byte[] fragments = Any("image__zlz4__Eall_fragments");
        Assert.InRange(Stored(fragments, "many-b"), 1, 2100);

        static double Stored(byte[] image, string name) => ErofsImages.FileOf(image, name).Content is PositionalSource content ? ErofsReader.StoredBytes(content) : 0;
    }

    [Fact]
    public void DataOnOtherDevicesIsNotRead()
    {
        byte[] image = [.. Any("image__zlz4_")];
        image[Superblock + 86] = 1;
        MalformedDataException unread = Assert.Throws<MalformedDataException>(() => ErofsImages.Read(image));
        Assert.True(ErofsReader.IsUnread(unread));
        Assert.Equal("data on 1 other devices", unread.Got);
    }

    /// <summary>A compressor that there is none of yet: told when the file is read, by its number.</summary>
    [Fact]
    public void AnUnknownCompressorIsNotRead()
    {
        byte[] image = [.. Any("image__zzstd_")];
        // The header of each compressed file: its advice, and behind it the algorithm, zstd.
        for (int at = 1024; at < image.Length - 8; at += 8)
        {
            if (image[at + 6] == 3 && image[at + 7] == 0 && BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at + 4)) is 1 or 7) image[at + 6] = 9;
        }

        MalformedDataException unread = Assert.Throws<MalformedDataException>(() => ErofsImages.Listing(ErofsImages.Read(image)));
        Assert.True(ErofsReader.IsUnread(unread));
        Assert.Equal("compression algorithm 9", unread.Got);
    }

    internal static byte[] Any(string beginning) => ErofsImages.All.First(image => image.Key.StartsWith(beginning, StringComparison.Ordinal)).Value;
}
