using InitrdComposer.Formats.Compression;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

/// <summary>One frame of several, or among other things.</summary>
public sealed class FrameTests
{
    public static TheoryData<CompressionFormat> Formats => DecompressorTests.Formats;

    public static TheoryData<CompressionFormat> SelfDelimiting => DecompressorTests.SelfDelimiting;

    [Theory, MemberData(nameof(SelfDelimiting))]
    public void ItEndsWhereItsToolEndedItWhateverFollows(CompressionFormat format)
    {
        byte[] plain = CompressedSamples.Plain(300_000);
        byte[] frame = CompressedSamples.Compress(format, plain);
        foreach (byte[] behind in (byte[][])[[], [0], [1, 2, 3, 4, 5, 6, 7, 8], frame, new byte[300_000]])
        {
            foreach (int chunk in (int[])[7, 4096, 1 << 20]) AssertFrame(format, [.. frame, .. behind], plain, frame.Length, chunk);
        }
    }

    /// <summary>lib/decompress_unlz4.c: at the end of the data, at less than a block size, or at one of 0; another magic goes on.</summary>
    [Fact]
    public void Lz4EndsWhereTheKernelSeesItsEnd()
    {
        byte[] plain = CompressedSamples.Plain(300_000);
        byte[] frame = CompressedSamples.Compress(CompressionFormat.Lz4Legacy, plain);
        foreach (byte[] behind in (byte[][])[[], [0], [1, 2, 3], [0, 0, 0, 0], [0, 0, 0, 0, 1]])
        {
            AssertFrame(CompressionFormat.Lz4Legacy, [.. frame, .. behind], plain, frame.Length);
        }

        AssertFrame(CompressionFormat.Lz4Legacy, [.. frame, .. frame, 0, 0, 0, 0, 1], [.. plain, .. plain], 2 * frame.Length);
        Assert.Throws<MalformedDataException>(() => Read(CompressionFormat.Lz4Legacy, [.. frame, 0xFF, 0xFF, 0xFF, 0xFF]));
    }

    [Fact]
    public void ASkippableZstdFrameIsAFrameOfItsOwn()
    {
        byte[] frame = CompressedSamples.Compress(CompressionFormat.Zstd, CompressedSamples.Plain(600));
        byte[] skippable = CompressedSamples.SkippableFrame([1, 2, 3]);
        AssertFrame(CompressionFormat.Zstd, [.. skippable, .. frame], [], skippable.Length);
    }

    [Fact]
    public void PaddingOfXzStreamsIsNotPartOfAFrame()
    {
        byte[] plain = CompressedSamples.Plain(600);
        byte[] stream = CompressedSamples.Compress(CompressionFormat.Xz, plain);
        AssertFrame(CompressionFormat.Xz, [.. stream, 0, 0, 0, 0, .. stream], plain, stream.Length);
        Assert.Equal([.. plain, .. plain], CompressedSamples.Decompress(CompressionFormat.Xz, [.. stream, 0, 0, 0, 0, .. stream]));
    }

    [Theory, MemberData(nameof(Formats))]
    public void TruncationIsMalformed(CompressionFormat format)
    {
        byte[] frame = CompressedSamples.Compress(format, CompressedSamples.Plain(600));
        // The magic of lz4 alone, and it with less than a block size behind, are empty frames.
        int[] whole = format == CompressionFormat.Lz4Legacy ? [4, 5, 6, 7] : [];
        foreach (int length in Enumerable.Range(0, frame.Length).Except(whole)) Assert.Throws<MalformedDataException>(() => Read(format, frame[..length]));
    }

    [Fact]
    public void WithoutCompressionThereAreNoFrames() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Decompressor.OpenFrame(Stream.Null, CompressionFormat.None));

    private static void AssertFrame(CompressionFormat format, byte[] compressed, byte[] plain, int length, int chunk = 4096)
    {
        (byte[] actual, long end) = Read(format, compressed, chunk);
        Assert.Equal(plain, actual);
        Assert.Equal(40 + length, end);
    }

    /// <summary>The data stands at offset 40 of its file.</summary>
    private static (byte[] Plain, long End) Read(CompressionFormat format, byte[] compressed, int chunk = 4096)
    {
        using DecoderStream stream = Decompressor.OpenFrame(new MemoryStream(compressed), format, offset: 40);
        using var plain = new MemoryStream();
        var buffer = new byte[chunk];
        while (stream.Read(buffer) is int read and > 0) plain.Write(buffer, 0, read);
        return (plain.ToArray(), stream.CompressedOffset);
    }
}
