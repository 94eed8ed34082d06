using InitrdComposer.Formats.Compression;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

public sealed class CompressionFormatsTests
{
    [Fact]
    public void EveryNameLeadsBackToItsFormat()
    {
        foreach (CompressionFormat format in Enum.GetValues<CompressionFormat>()) Assert.Equal(format, CompressionFormats.FromName(format.Name()));
        Assert.Null(CompressionFormats.FromName("lzip"));
    }

    [Theory]
    [InlineData("primary.xml.gz", CompressionFormat.Gzip)]
    [InlineData("a/primary.sqlite.bz2", CompressionFormat.Bzip2)]
    [InlineData("x.ko.xz", CompressionFormat.Xz)]
    [InlineData("x.lzma", CompressionFormat.Lzma)]
    [InlineData("x.ko.zst", CompressionFormat.Zstd)]
    [InlineData("x.lz4", CompressionFormat.Lz4Legacy)]
    [InlineData("x.ko", CompressionFormat.None)]
    [InlineData("zst", CompressionFormat.None)]
    public void SuffixesAreThoseOfTheTools(string fileName, CompressionFormat format) => Assert.Equal(format, CompressionFormats.FromSuffix(fileName));

    [Fact]
    public void PlainDataIsNotTakenForCompressed()
    {
        Assert.Equal(CompressionFormat.None, CompressionFormats.Detect([]));
        Assert.Equal(CompressionFormat.None, CompressionFormats.Detect("070701"u8));
        Assert.Equal(CompressionFormat.None, CompressionFormats.Detect([0x5D, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(CompressionFormat.None, CompressionFormats.Detect("<?xml version"u8));
    }
}
