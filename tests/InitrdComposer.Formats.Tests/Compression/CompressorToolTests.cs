using System.Globalization;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

/// <summary>What each format's own tool, and by its words the kernel, make of what is written.</summary>
public sealed class CompressorToolTests
{
    private const int BlockSizeOfXzLevel1 = 3 << 20;

    [Theory]
    [InlineData(CompressionFormat.Zstd, "zstd", "zstd")]
    [InlineData(CompressionFormat.Xz, "xz", "xz-utils")]
    [InlineData(CompressionFormat.Gzip, "gzip", "gzip")]
    [InlineData(CompressionFormat.Lz4Legacy, "lz4", "lz4")]
    public void TheToolReadsEveryLevel(CompressionFormat format, string name, string package)
    {
        Tool tool = Tool.Require(name, package);
        byte[] plain = CompressedSamples.Plain(300_000);
        CompressionLevels levels = Compressor.LevelsOf(format)!.Value;
        for (int level = levels.Minimum; level <= levels.Maximum; level++)
        {
            using var folder = new TempFolder();
            string file = folder[$"plain.{Suffix(format)}"];
            File.WriteAllBytes(file, CompressedSamples.Encode(Compressor.Of(format, level), plain, length: plain.Length));
            string[] output = format is CompressionFormat.Lz4Legacy ? [folder["plain"]] : [];
            tool.Run(["-d", "-q", .. format is CompressionFormat.Zstd ? ["--long=27"] : Array.Empty<string>(), file, .. output]);
            Assert.Equal(plain, File.ReadAllBytes(folder["plain"]));
        }
    }

    [Fact]
    public void ZstdIsOneFrameWithACheck()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.zst"], CompressedSamples.Encode(Compressor.Of(CompressionFormat.Zstd), CompressedSamples.Plain(300_000)));
        Assert.Matches(@"(?s)\n\s+1\s+0\s.*XXH64", Tool.Require("zstd", "zstd").Run("-l", folder["a.zst"]));
    }

    /// <summary>lib/xz: only CRC32 is verified, only LZMA2 and branch filters are there, one stream is an archive.</summary>
    [Fact]
    public void XzIsWhatTheKernelUnpacks()
    {
        using var folder = new TempFolder();
        byte[] plain = CompressedSamples.Plain((2 * BlockSizeOfXzLevel1) + 1);
        File.WriteAllBytes(folder["a.xz"], CompressedSamples.Encode(Compressor.Of(CompressionFormat.Xz, 1), plain, workers: 16));
        string[][] rows = [.. Tool.Require("xz", "xz-utils").Run("--list", "--robot", "-vv", folder["a.xz"]).TrimEnd().Split('\n').Select(line => line.Split('\t'))];
        string[] stream = Assert.Single(rows, row => row[0] == "stream");
        Assert.Equal("CRC32", stream[8]);
        string[][] blocks = [.. rows.Where(row => row[0] == "block")];
        Assert.Equal([BlockSizeOfXzLevel1, BlockSizeOfXzLevel1, 1], blocks.Select(row => int.Parse(row[7], CultureInfo.InvariantCulture)));
        Assert.All(blocks, row => Assert.Equal("--lzma2=dict=1MiB", row[^1]));
    }

    [Theory]
    [InlineData(0, 1 << 20)]
    [InlineData(6, 24 << 20)]
    public void BlocksOfXzHaveTheSizeOfTheirLevel(int level, int size)
    {
        using var folder = new TempFolder();
        byte[] zeros = new byte[size + 1];
        File.WriteAllBytes(folder["a.xz"], CompressedSamples.Encode(Compressor.Of(CompressionFormat.Xz, level), zeros, length: zeros.Length));
        string totals = Tool.Require("xz", "xz-utils").Run("--list", "--robot", folder["a.xz"]).Split('\n').Single(line => line.StartsWith("totals", StringComparison.Ordinal));
        Assert.Equal(["1", "2"], totals.Split('\t')[1..3]);
    }

    /// <summary>RFC 1952, 2.3: no flags, no time, Unix.</summary>
    [Fact]
    public void TheGzipHeaderHoldsNothingOfTheMachine()
    {
        byte[] member = CompressedSamples.Encode(Compressor.Of(CompressionFormat.Gzip), CompressedSamples.Plain(600));
        Assert.Equal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], member[..10]);
    }

    /// <summary>The same library behind both: 1.9.4 of Debian 12 or whatever else is installed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(12)]
    public void Lz4IsByteForByteWhatTheToolWrites(int level)
    {
        byte[] plain = CompressedSamples.Plain((8 << 20) + 300_000);
        byte[] expected = CompressedSamples.Compress(CompressionFormat.Lz4Legacy, plain, $"-{level}");
        Assert.Equal(expected, CompressedSamples.Encode(Compressor.Of(CompressionFormat.Lz4Legacy, level), plain, workers: 2));
    }

    private static string Suffix(CompressionFormat format) => format switch
    {
        CompressionFormat.Zstd => "zst",
        CompressionFormat.Xz => "xz",
        CompressionFormat.Gzip => "gz",
        _ => "lz4",
    };
}
