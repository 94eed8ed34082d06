using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

public sealed class CompressionMapTests
{
    private const int Half = 2_000_000;

    public static TheoryData<CompressionFormat> Formats => DecompressorTests.Formats;

    /// <summary>Bytes that no compressor makes smaller, and behind them as many that take nearly nothing.</summary>
    private static readonly byte[] Plain = [.. Noise(Half), .. new byte[Half]];

    [Theory, MemberData(nameof(Formats))]
    public void EachHalfHasItsOwnShare(CompressionFormat format)
    {
        byte[] frame = CompressedSamples.Compress(format, Plain);
        CompressionMap map = MapOf(format, [.. frame, 0, 0, 0, 0]);
        Assert.Equal((frame.Length, Plain.Length), (map.StoredLength, map.Length));
        // bzip2's blocks are of 900,000 bytes, and where one begins is seen to a piece that is read.
        (long slack, double off) = format == CompressionFormat.Bzip2 ? (900_000, 0.08) : (2 * 128 * 1024, 0.02);
        Assert.InRange(map.StoredBytes(0, Half - slack), (Half - slack) * (1 - off), (Half - slack) * (1 + off));
        Assert.InRange(map.StoredBytes(Half + slack, Half - slack), 0, Half * off);
        Assert.Equal(format == CompressionFormat.Bzip2, map.IsEstimated);
    }

    /// <summary>Whatever the pieces are that it is read in, and cut up: nothing is counted twice or forgotten.</summary>
    [Theory, MemberData(nameof(Formats))]
    public void SharesOfAllPartsAreTheWhole(CompressionFormat format)
    {
        byte[] plain = CompressedSamples.Plain(1_000_000);
        byte[] frame = CompressedSamples.Compress(format, plain);
        foreach (int chunk in (int[])[110, 5000, 1 << 20])
        {
            CompressionMap map = MapOf(format, frame, chunk);
            double sum = 0;
            for (int at = 0; at < plain.Length; at += 33_333) sum += map.StoredBytes(at, 33_333);
            Assert.Equal(frame.Length, sum, 3);
            Assert.Equal(frame.Length, map.StoredBytes(0, long.MaxValue), 3);
            Assert.Equal(0, map.StoredBytes(plain.Length, 10));
        }
    }

    /// <summary>zstd(1) says the sizes of a frame's blocks in no listing; frames of one block each, in a row, have them as their own.</summary>
    [Fact]
    public void BlocksOfZstdAreThose()
    {
        const int block = 128 * 1024;
        byte[] plain = [.. Noise(block), .. CompressedSamples.Plain(block), .. new byte[block], .. Noise(block / 2)];
        CompressionMap map = MapOf(CompressionFormat.Zstd, CompressedSamples.Compress(CompressionFormat.Zstd, plain, "--no-check"));
        for (int i = 0; i < 3; i++)
        {
            byte[] alone = CompressedSamples.Compress(CompressionFormat.Zstd, plain[(i * block)..((i + 1) * block)], "--no-check");
            // Headers of a frame take up to 18 bytes, and what a block has learned of the one before makes it a little smaller.
            Assert.InRange(map.StoredBytes(i * block, block), (alone.Length * 0.97) - 18, (alone.Length * 1.03) + 18);
        }
    }

    [Theory, InlineData("--fast=3"), InlineData("-3"), InlineData("-19", "--check"), InlineData("--ultra", "-22", "--no-check"), InlineData("-1", "--zstd=wlog=10")]
    public void WhatIsReadIsTheSameWithAMap(params string[] options)
    {
        byte[] plain = [.. CompressedSamples.Plain(400_000), .. Noise(300_000), .. new byte[300_001]];
        byte[] frame = CompressedSamples.Compress(CompressionFormat.Zstd, plain, options);
        foreach (int chunk in (int[])[1000, 131_072, 4 << 20])
        {
            using DecoderStream stream = Decompressor.OpenMappedFrame(new MemoryStream([.. frame, .. frame]), CompressionFormat.Zstd, offset: 40);
            Assert.Equal(plain, ReadAll(stream, chunk));
            Assert.Equal(40 + frame.Length, stream.CompressedOffset);
        }
    }

    [Fact]
    public void ASkippableFrameTakesItsBytesForNothing()
    {
        byte[] skippable = CompressedSamples.SkippableFrame(new byte[70_000]);
        CompressionMap map = MapOf(CompressionFormat.Zstd, [.. skippable, 0]);
        Assert.Equal((skippable.Length, 0L), (map.StoredLength, map.Length));
        Assert.Equal(0, map.StoredBytes(0, 1));
    }

    [Fact]
    public void OneRatioIsAnEstimate()
    {
        var map = CompressionMap.OfRatio(100, 400);
        Assert.Equal(25, map.StoredBytes(300, 1000));
        Assert.True(map.IsEstimated);
        Assert.False(CompressionMap.OfRatio(100, 100).IsEstimated);
    }

    [Fact]
    public void WhoDoesNotAskForAMapHasNone()
    {
        using DecoderStream stream = Decompressor.OpenFrame(new MemoryStream([1]), CompressionFormat.Zstd);
        Assert.Throws<InvalidOperationException>(() => stream.Map);
    }

    /// <summary>The part that was read before damage keeps its shares.</summary>
    [Theory, MemberData(nameof(Formats))]
    public void AMapEndsWhereDamageBegins(CompressionFormat format)
    {
        byte[] frame = CompressedSamples.Compress(format, Plain);
        using DecoderStream stream = Decompressor.OpenMappedFrame(new MemoryStream(frame[..(frame.Length * 3 / 4)]), format);
        Assert.Throws<MalformedDataException>(() => ReadAll(stream, 65_536));
        Assert.InRange(stream.Map.StoredLength, 1, frame.Length * 3 / 4);
        // lz4's only block is not whole.
        Assert.Equal(format == CompressionFormat.Lz4Legacy, stream.Map.Length == 0);
        Assert.Equal(stream.Map.Length == 0 ? 0 : stream.Map.StoredLength, stream.Map.StoredBytes(0, Plain.Length), 3);
    }

    private static CompressionMap MapOf(CompressionFormat format, byte[] compressed, int chunk = 65_536)
    {
        using DecoderStream stream = Decompressor.OpenMappedFrame(new MemoryStream(compressed), format, offset: 40);
        ReadAll(stream, chunk);
        return stream.Map;
    }

    private static byte[] ReadAll(DecoderStream stream, int chunk)
    {
        using var plain = new MemoryStream();
        var buffer = new byte[chunk];
        while (stream.Read(buffer) is int read and > 0) plain.Write(buffer, 0, read);
        return plain.ToArray();
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
