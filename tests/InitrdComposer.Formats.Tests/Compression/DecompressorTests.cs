using InitrdComposer.Formats.Compression;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

public sealed class DecompressorTests
{
    public static TheoryData<CompressionFormat> Formats { get; } =
    [
        CompressionFormat.Gzip, CompressionFormat.Bzip2, CompressionFormat.Xz, CompressionFormat.Lzma, CompressionFormat.Zstd, CompressionFormat.Lz4Legacy,
    ];

    public static TheoryData<CompressionFormat> SelfDelimiting { get; } =
        [CompressionFormat.Gzip, CompressionFormat.Bzip2, CompressionFormat.Xz, CompressionFormat.Lzma, CompressionFormat.Zstd];

    [Theory, MemberData(nameof(Formats))]
    public void WhatTheToolCompressedComesOutInChunksOfAnySize(CompressionFormat format)
    {
        byte[] plain = CompressedSamples.Plain(300_000);
        byte[] compressed = CompressedSamples.Compress(format, plain);
        Assert.Equal(format, CompressionFormats.Detect(compressed));
        foreach (int chunk in (int[])[1, 7, 4096, 1 << 20]) Assert.Equal(plain, CompressedSamples.Decompress(format, compressed, chunk));
    }

    [Theory, MemberData(nameof(Formats))]
    public void NothingCompressedIsNothing(CompressionFormat format) =>
        Assert.Empty(CompressedSamples.Decompress(format, CompressedSamples.Compress(format, [])));

    [Theory, MemberData(nameof(Formats))]
    public void TruncationAtEveryOffsetIsMalformed(CompressionFormat format)
    {
        byte[] compressed = CompressedSamples.Compress(format, CompressedSamples.Plain(600));
        // lz4's legacy frame has no end mark: its magic alone is an empty file.
        int[] whole = format == CompressionFormat.Lz4Legacy ? [4] : [];
        foreach (int length in Enumerable.Range(0, compressed.Length).Except(whole))
        {
            MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(format, compressed[..length]));
            Assert.InRange(error.Position.Offset!.Value, 0, length);
        }
    }

    [Theory, MemberData(nameof(SelfDelimiting))]
    public void TrailingBytesAreMalformed(CompressionFormat format)
    {
        byte[] compressed = CompressedSamples.Compress(format, CompressedSamples.Plain(600));
        foreach (byte[] garbage in (byte[][])[[1], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9], [.. compressed[..4]], new byte[300_001]])
        {
            MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(format, [.. compressed, .. garbage]));
            Assert.InRange(error.Position.Offset!.Value, compressed.Length, compressed.Length + garbage.Length);
        }
    }

    [Theory, MemberData(nameof(SelfDelimiting))]
    public void AFlippedBitIsNeverPassedOverSilently(CompressionFormat format)
    {
        byte[] plain = CompressedSamples.Plain(600);
        byte[] compressed = CompressedSamples.Compress(format, plain);
        for (int i = 0; i < compressed.Length; i++)
        {
            byte[] flipped = [.. compressed];
            flipped[i] ^= 0x10;
            // LZMA-alone has no check; some bits of headers (time, level, flags) mean nothing to the decoder.
            Exception? error = Record.Exception(() =>
            {
                byte[] result = CompressedSamples.Decompress(format, flipped);
                if (format != CompressionFormat.Lzma) Assert.Equal(plain, result);
            });
            if (error is not null) Assert.IsType<MalformedDataException>(error);
        }
    }

    [Theory]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Bzip2)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Zstd)]
    public void ConcatenatedStreamsAreOneFile(CompressionFormat format)
    {
        byte[] plain = CompressedSamples.Plain(200_000);
        byte[] compressed = CompressedSamples.Compress(format, plain);
        Assert.Equal([.. plain, .. plain], CompressedSamples.Decompress(format, [.. compressed, .. compressed]));
    }

    [Fact]
    public void ASecondLzmaStreamIsTrailingData()
    {
        byte[] compressed = CompressedSamples.Compress(CompressionFormat.Lzma, CompressedSamples.Plain(600));
        Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Lzma, [.. compressed, .. compressed]));
    }

    [Fact]
    public void SkippableZstdFramesAreSkipped()
    {
        byte[] plain = CompressedSamples.Plain(600);
        byte[] frame = CompressedSamples.Compress(CompressionFormat.Zstd, plain);
        byte[] skippable = CompressedSamples.SkippableFrame([1, 2, 3]);
        Assert.Equal(plain, CompressedSamples.Decompress(CompressionFormat.Zstd, [.. skippable, .. frame, .. skippable]));
    }

    [Fact]
    public void AZstdWindowOver128MiBIsRefused()
    {
        // From a pipe zstd does not know the size, so it keeps the window that is asked for.
        byte[] frame = CompressedSamples.CompressFromPipe("zstd", CompressedSamples.Plain(600), "-q", "--long=28");
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Zstd, frame));
        Assert.Contains("memory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check=none")]
    [InlineData("--check=crc32")]
    [InlineData("--check=crc64")]
    [InlineData("--check=sha256")]
    [InlineData("--block-size=10000")]
    [InlineData("--x86", "--lzma2")]
    public void XzOfEveryCheckAndShapeIsRead(params string[] options)
    {
        byte[] plain = CompressedSamples.Plain(100_000);
        byte[] compressed = CompressedSamples.Compress(CompressionFormat.Xz, plain, options);
        Assert.Equal(plain, CompressedSamples.Decompress(CompressionFormat.Xz, compressed));
    }

    [Theory]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Lzma)]
    public void ADictionaryOverTheMemoryLimitIsRefused(CompressionFormat format)
    {
        string filter = format == CompressionFormat.Xz ? "--lzma2=dict=512MiB" : "--lzma1=dict=512MiB";
        byte[] compressed = CompressedSamples.Compress(format, CompressedSamples.Plain(600), "-M", "0", filter);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(format, compressed));
        Assert.Equal("dictionary size", error.Field);
    }

    [Fact]
    public void OffsetsOfErrorsCountFromWhereTheFileBegins()
    {
        byte[] frame = CompressedSamples.Compress(CompressionFormat.Zstd, CompressedSamples.Plain(600));
        using Stream stream = Decompressor.Open(new MemoryStream(frame[..^1]), CompressionFormat.Zstd, offset: 1000);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => stream.CopyTo(Stream.Null));
        Assert.Equal(1000 + frame.Length - 1, error.Position.Offset);
    }

    [Fact]
    public void NoneIsTheStreamItself() => Assert.Equal([1, 2], CompressedSamples.Decompress(CompressionFormat.None, [1, 2]));
}
