using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Compression.Native;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

/// <summary>Data that is made to harm: bombs, other people's memory, endless loops, poisoned libraries.</summary>
public sealed class DecoderLimitTests
{
    private const int Bomb = 128 << 20;

    /// <summary>lz4 cannot: 255 times is the most its format can say.</summary>
    [Theory]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Bzip2)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Lzma)]
    [InlineData(CompressionFormat.Zstd)]
    public void ABombStopsOnceItExpandsBeyondBelief(CompressionFormat format)
    {
        byte[] bomb = Compressed(format, Bomb);
        using Stream stream = Decompressor.Open(new MemoryStream(bomb), format);
        (MalformedDataException? error, long length) = Drain(stream);
        Assert.Equal("expansion", error!.Field);
        Assert.InRange(length, Decompressor.UnratedLength, Decompressor.UnratedLength + (1 << 20));

        using Stream frame = Decompressor.OpenFrame(new MemoryStream(bomb), format);
        Assert.Equal("expansion", Drain(frame).Error!.Field);
    }

    [Fact]
    public void WhatWasAnnouncedIsNoBomb()
    {
        byte[] bomb = Compressed(CompressionFormat.Zstd, Bomb);
        using Stream stream = Decompressor.Open(new MemoryStream(bomb), CompressionFormat.Zstd, expectedLength: Bomb - Decompressor.UnratedLength);
        Assert.Equal((null, Bomb), Drain(stream));
        using Stream longer = Decompressor.Open(new MemoryStream(bomb), CompressionFormat.Zstd, expectedLength: Bomb - Decompressor.UnratedLength - 1);
        Assert.Equal("expansion", Drain(longer).Error!.Field);
        Assert.Throws<ArgumentOutOfRangeException>(() => Decompressor.Open(Stream.Null, CompressionFormat.Zstd, expectedLength: -1));
    }

    [Fact]
    public void ABombInTheSecondFrameIsOneToo()
    {
        byte[] bomb = Compressed(CompressionFormat.Zstd, Bomb);
        byte[] first = CompressedSamples.Compress(CompressionFormat.Zstd, CompressedSamples.Plain(600));
        using Stream stream = Decompressor.Open(new MemoryStream([.. first, .. bomb]), CompressionFormat.Zstd);
        Assert.Equal("expansion", Drain(stream).Error!.Field);
    }

    /// <summary>The decoder's tables of each cost 300,000 times what an empty one takes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(99_999)]
    public void ManySmallStreamsOfBzip2AreRefused(int length)
    {
        byte[] small = CompressedSamples.Compress(CompressionFormat.Bzip2, CompressedSamples.Plain(length));
        Assert.Equal(33 * length, CompressedSamples.Decompress(CompressionFormat.Bzip2, Times(small, 33)).Length);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Bzip2, Times(small, 34)));
        Assert.Equal(("streams", 33 * small.Length), (error.Field, error.Position.Offset));

        byte[] blocks = CompressedSamples.Compress(CompressionFormat.Bzip2, CompressedSamples.Plain(100_000), "-1");
        Assert.Equal(40 * 100_000, CompressedSamples.Decompress(CompressionFormat.Bzip2, Times(blocks, 40)).Length);
    }

    [Fact]
    public void LittleDataMayExpandAsItLikes()
    {
        byte[] zeros = Compressed(CompressionFormat.Xz, (int)Decompressor.UnratedLength);
        using Stream stream = Decompressor.Open(new MemoryStream(zeros), CompressionFormat.Xz);
        Assert.Equal((null, Decompressor.UnratedLength), Drain(stream));
    }

    [Theory, MemberData(nameof(DecompressorTests.Formats), MemberType = typeof(DecompressorTests))]
    public void NothingIsNoCompressedStream(CompressionFormat format)
    {
        using Stream stream = Decompressor.Open(Stream.Null, format, offset: 7);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => stream.Read(new byte[10]));
        Assert.Equal(("length", "0 bytes", 7), (error.Field, error.Got, error.Position.Offset));
        using Stream frame = Decompressor.OpenFrame(Stream.Null, format);
        Assert.Equal("length", Assert.Throws<MalformedDataException>(() => frame.Read(new byte[10])).Field);
    }

    [Fact]
    public void AZstdDictionaryIsRefused()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 200; i++) File.WriteAllText(folder[$"sample{i}"], string.Concat(Enumerable.Range(i, 100).Select(n => $"sample {n} of text\n")));
        Tool zstd = Tool.Require("zstd", "zstd");
        zstd.Run(["-q", "--train", .. Directory.EnumerateFiles(folder.Path, "sample*"), "-o", folder["dictionary"], "--maxdict=4096"]);
        zstd.Run("-q", "-D", folder["dictionary"], folder["sample7"], "-o", folder["a.zst"]);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Zstd, File.ReadAllBytes(folder["a.zst"])));
        Assert.Contains("Dictionary", error.Message, StringComparison.Ordinal);
    }

    /// <summary>RFC 8878, 3.1.2: a skippable frame may announce 4 GiB.</summary>
    [Fact]
    public void ASkippableFrameLongerThanTheDataIsTruncated()
    {
        byte[] frame = CompressedSamples.SkippableFrame([1, 2, 3]);
        frame.AsSpan(4, 4).Fill(0xFF);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Zstd, frame));
        Assert.Equal("end of data", error.Field);
    }

    [Fact]
    public void ADecoderThatStandsStillIsStopped()
    {
        var input = new DecoderInput(new MemoryStream(new byte[100]), 7, IsOneFrame: false, ExpectedLength: 0);
        using var stream = new StandingDecoder(input);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => stream.Read(new byte[10]));
        Assert.Equal(("stream", 7), (error.Field, error.Position.Offset));
    }

    /// <summary>CVE-2024-3094.</summary>
    [Fact]
    public void TheReleasesOfLiblzmaWithABackdoorAreRefused()
    {
        foreach (string version in (string[])["5.6.0", "5.6.1"])
        {
            MissingLibraryException error = Assert.Throws<MissingLibraryException>(() => LibLzma.RefuseBackdoored(version));
            Assert.Equal("liblzma.so.5", error.Library);
            Assert.Contains($"version {version}", error.Message, StringComparison.Ordinal);
        }

        foreach (string version in (string[])["5.2.4", "5.4.1", "5.6.2", "5.8.1"]) Assert.Equal(version, LibLzma.RefuseBackdoored(version));
    }

    private static byte[] Times(byte[] data, int count) => [.. Enumerable.Repeat(data, count).SelectMany(part => part)];

    private static byte[] Compressed(CompressionFormat format, int zeros)
    {
        byte[] plain = new byte[zeros];
        string[] options = format is CompressionFormat.Xz or CompressionFormat.Lzma ? ["-0"] : format is CompressionFormat.Gzip ? ["-9"] : [];
        return CompressedSamples.Compress(format, plain, options);
    }

    private static (MalformedDataException? Error, long Length) Drain(Stream stream)
    {
        var buffer = new byte[128 * 1024];
        long length = 0;
        try
        {
            while (stream.Read(buffer) is int read and > 0) length += read;
            return (null, length);
        }
        catch (MalformedDataException error)
        {
            return (error, length);
        }
    }

    private sealed class StandingDecoder(DecoderInput input) : BufferedDecoderStream("standing", input)
    {
        private protected override DecoderStep Decode(ReadOnlySpan<byte> data, Span<byte> output, bool inputEnded) => default;

        private protected override void BeginNextFrame(ReadOnlySpan<byte> data) => throw new InvalidOperationException();
    }
}
