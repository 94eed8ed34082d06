using InitrdComposer.Formats.Compression;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

public sealed class CompressorTests
{
    private const int SeveralBlocks = 20 << 20;

    public static TheoryData<CompressionFormat> Formats => [.. Compressor.Formats];

    [Theory, MemberData(nameof(Formats))]
    public void WhatIsWrittenIsReadBack(CompressionFormat format)
    {
        foreach (int length in (int[])[0, 1, 600, (128 * 1024) - 1, 128 * 1024, 300_000, 9 << 20])
        {
            byte[] plain = CompressedSamples.Plain(length);
            Assert.Equal(plain, CompressedSamples.Decompress(format, CompressedSamples.Encode(Lowest(format), plain)));
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void BytesDependNeitherOnWorkersNorOnHowItIsWritten(CompressionFormat format)
    {
        Compressor compressor = Lowest(format);
        byte[] plain = CompressedSamples.Plain(SeveralBlocks);
        byte[] expected = CompressedSamples.Encode(compressor, plain);
        Assert.Equal(expected, CompressedSamples.Encode(compressor, plain));
        Assert.Equal(expected, CompressedSamples.Encode(compressor, plain, workers: 2));
        Assert.Equal(expected, CompressedSamples.Encode(compressor, plain, workers: 16));
        Assert.Equal(expected, CompressedSamples.Encode(compressor, plain, workers: 2, chunks: [1, 110, 4096, 128 * 1024, 1_000_003]));
    }

    /// <summary>libzstd compresses what is known to be less than 512 KiB without workers, whatever their number.</summary>
    [Theory, MemberData(nameof(Formats))]
    public void BytesDependOnTheSameWhenTheLengthIsAnnounced(CompressionFormat format)
    {
        Compressor compressor = Lowest(format);
        foreach (int length in (int[])[0, 600, 3 << 20])
        {
            byte[] plain = CompressedSamples.Plain(length);
            byte[] expected = CompressedSamples.Encode(compressor, plain, length: length);
            Assert.Equal(plain, CompressedSamples.Decompress(format, expected));
            Assert.Equal(expected, CompressedSamples.Encode(compressor, plain, workers: 4, length: length, chunks: [1, 110, 128 * 1024]));
        }
    }

    /// <summary>The default is what is used most; the lowest level is tested above since it is fast.</summary>
    [Theory, MemberData(nameof(Formats))]
    public void TheDefaultLevelMakesTheSameBytesOnAnyNumberOfWorkers(CompressionFormat format)
    {
        var compressor = Compressor.Of(format);
        byte[] plain = [.. CompressedSamples.Plain(1 << 20), .. new byte[30 << 20]];
        Assert.Equal(CompressedSamples.Encode(compressor, plain, length: plain.Length), CompressedSamples.Encode(compressor, plain, workers: 3, length: plain.Length));
    }

    [Fact]
    public void TheHighestLevelOfZstdStaysInsideTheKernelsWindow()
    {
        byte[] frame = CompressedSamples.Encode(Compressor.Of(CompressionFormat.Zstd, 22), CompressedSamples.Plain(600));
        Assert.Equal(600, CompressedSamples.Decompress(CompressionFormat.Zstd, frame).Length);
    }

    [Theory, MemberData(nameof(Formats))]
    public void TwoAtATimeMakeTheSameBytesAsOneAfterTheOther(CompressionFormat format)
    {
        Compressor compressor = Lowest(format);
        byte[][] plains = [.. Enumerable.Range(0, 8).Select(i => CompressedSamples.Plain(i * 200_000))];
        byte[][] expected = [.. plains.Select(plain => CompressedSamples.Encode(compressor, plain))];
        var actual = new byte[plains.Length][];
        Parallel.For(0, plains.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => actual[i] = CompressedSamples.Encode(compressor, plains[i], workers: 2));
        Assert.Equal(expected, actual);
    }

    [Theory, MemberData(nameof(Formats))]
    public void AnotherLengthThanTheAnnouncedOneIsABug(CompressionFormat format)
    {
        Assert.Throws<InvalidOperationException>(() => CompressedSamples.Encode(Compressor.Of(format), [1, 2, 3], length: 4));
        Assert.Throws<InvalidOperationException>(() => CompressedSamples.Encode(Compressor.Of(format), CompressedSamples.Plain(1 << 20), length: 4));
    }

    [Theory, MemberData(nameof(Formats))]
    public void DisposalWithoutCompletionThrowsNothingAndNothingCanBeWrittenAfterTheEnd(CompressionFormat format)
    {
        using var output = new MemoryStream();
        EncoderStream encoder = Lowest(format).Open(output, workers: 2);
        encoder.Write(CompressedSamples.Plain(SeveralBlocks));
        encoder.Dispose();
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(encoder.Complete);
        Assert.True(output.CanWrite);

        using EncoderStream complete = Lowest(format).Open(output, workers: 2);
        complete.Complete();
        long length = output.Length;
        complete.Complete();
        Assert.Throws<InvalidOperationException>(() => complete.WriteByte(1));
        Assert.Equal(length, output.Length);
    }

    [Fact]
    public void TheTextNamesWhatTheBytesDependOn()
    {
        Assert.Equal("none", Compressor.Of(CompressionFormat.None).ToString());
        Assert.Matches(@"^libzstd 1\.\d+\.\d+, level 3$", Compressor.Of(CompressionFormat.Zstd).ToString());
        Assert.Matches(@"^liblzma 5\.\d+\.\d+, level 6$", Compressor.Of(CompressionFormat.Xz).ToString());
        Assert.Matches(@"^zlib 1\.\d+\.[^ ]+, level 9$", Compressor.Of(CompressionFormat.Gzip, 9).ToString());
        Assert.Matches(@"^liblz4 1\.\d+\.\d+, level 1$", Compressor.Of(CompressionFormat.Lz4Legacy).ToString());
    }

    [Fact]
    public void TheTextBeginsWithNameAndVersionOfTheLibrary()
    {
        Assert.All(Compressor.Formats.Select(format => Compressor.Of(format)), compressor => Assert.StartsWith(compressor.Library ?? "none", compressor.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void LevelsAndFormatsThatDoNotExistAreRefused()
    {
        Assert.Equal(19, Compressor.Of(CompressionFormat.Zstd, 19).Level);
        Assert.Throws<ArgumentOutOfRangeException>(() => Compressor.Of(CompressionFormat.Zstd, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compressor.Of(CompressionFormat.Zstd, 23));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compressor.Of(CompressionFormat.None, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Compressor.Of(CompressionFormat.Lzma));
    }

    private static Compressor Lowest(CompressionFormat format) => Compressor.Of(format, Compressor.LevelsOf(format)?.Minimum);
}
