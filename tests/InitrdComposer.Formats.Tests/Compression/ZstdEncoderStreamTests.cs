using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Compression;

public sealed class ZstdEncoderStreamTests
{
    private const int SeveralJobs = 20 << 20;

    [Fact]
    public void TheToolReadsWhatIsWritten()
    {
        byte[] plain = CompressedSamples.Plain(300_000);
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.zst"], Encode(plain, workers: 2));
        Tool zstd = Tool.Require("zstd", "zstd");
        zstd.Run("-q", "-d", folder["a.zst"], "-o", folder["a"]);
        Assert.Equal(plain, File.ReadAllBytes(folder["a"]));
        // One frame, and it carries a check.
        Assert.Matches(@"(?s)\n\s+1\s+0\s.*XXH64", zstd.Run("-l", folder["a.zst"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(SeveralJobs)]
    public void BytesDependNeitherOnWorkersNorOnHowItIsWritten(int length)
    {
        byte[] plain = CompressedSamples.Plain(length);
        byte[] expected = Encode(plain, workers: 1);
        Assert.Equal(plain, CompressedSamples.Decompress(CompressionFormat.Zstd, expected));
        Assert.Equal(expected, Encode(plain, workers: 2));
        Assert.Equal(expected, Encode(plain, workers: 4));
        Assert.Equal(expected, Encode(plain, workers: 2, chunks: [1, 110, 4096, 128 * 1024, 1_000_003]));
    }

    [Fact]
    public void BytesDependNeitherOnWorkersNorOnHowItIsWrittenWhenTheSizeIsPledged()
    {
        foreach (int length in (int[])[0, 600, 3 << 20])
        {
            byte[] plain = CompressedSamples.Plain(length);
            byte[] expected = Encode(plain, workers: 1, pledgedSize: length);
            Assert.Equal(plain, CompressedSamples.Decompress(CompressionFormat.Zstd, expected));
            Assert.Equal(expected, Encode(plain, workers: 4, pledgedSize: length, chunks: [1, 110, 128 * 1024]));
        }
    }

    [Fact]
    public void TheHighestLevelStaysInsideTheKernelsWindow()
    {
        byte[] frame = Encode(CompressedSamples.Plain(600), workers: 1, level: ZstdEncoder.MaxLevel);
        Assert.Equal(600, CompressedSamples.Decompress(CompressionFormat.Zstd, frame).Length);
    }

    [Fact]
    public void AnotherSizeThanThePledgedOneIsABug()
    {
        Assert.Throws<InvalidOperationException>(() => Encode([1, 2, 3], workers: 1, pledgedSize: 4));
        Assert.Throws<InvalidOperationException>(() => Encode(CompressedSamples.Plain(1 << 20), workers: 1, pledgedSize: 4));
    }

    [Fact]
    public void DisposalWithoutCompletionLeavesAnIncompleteFrameAndDoesNotThrow()
    {
        using var output = new MemoryStream();
        var encoder = new ZstdEncoderStream(output, ZstdEncoder.DefaultLevel, workers: 2);
        encoder.Write(CompressedSamples.Plain(SeveralJobs));
        encoder.Dispose();
        encoder.Dispose();
        Assert.Throws<MalformedDataException>(() => CompressedSamples.Decompress(CompressionFormat.Zstd, output.ToArray()));
        Assert.Throws<ObjectDisposedException>(encoder.Complete);
    }

    [Fact]
    public void TheVersionIsTheLibrarys() => Assert.Matches(@"^libzstd 1\.\d+\.\d+$", ZstdEncoder.Version);

    private static byte[] Encode(byte[] plain, int workers, int[]? chunks = null, long? pledgedSize = null, int level = ZstdEncoder.DefaultLevel)
    {
        using var output = new MemoryStream();
        using var encoder = new ZstdEncoderStream(output, level, workers, pledgedSize);
        int position = 0;
        for (int i = 0; position < plain.Length; i++)
        {
            int count = Math.Min(chunks?[i % chunks.Length] ?? plain.Length, plain.Length - position);
            encoder.Write(plain.AsSpan(position, count));
            position += count;
        }

        encoder.Complete();
        return output.ToArray();
    }
}
