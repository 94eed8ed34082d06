using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Testing;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>Each decompressor: whole streams, one frame of them, and frames with a map of what is where.</summary>
internal static class CompressionTargets
{
    public static ImmutableArray<Target> All { get; } =
    [
        Of(CompressionFormat.Zstd, CompressedStructures.Zstd, Compressed.Zstd, [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0]),
        Of(CompressionFormat.Xz, CompressedStructures.Xz, Compressed.Xz, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], [(byte)'Y', (byte)'Z']),
        Of(CompressionFormat.Lzma, CompressedStructures.Lzma, Compressed.Lzma, [0x5D, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        Of(CompressionFormat.Gzip, CompressedStructures.Gzip, Compressed.Gzip, [0x1F, 0x8B, 8], [0x1F, 0x8B, 8, 0x1F, 0, 0, 0, 0, 0, 0]),
        Of(CompressionFormat.Bzip2, CompressedStructures.Bzip2, Compressed.Bzip2, "BZh9"u8.ToArray(), [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
        Of(CompressionFormat.Lz4Legacy, CompressedStructures.Lz4, Lz4, [0x02, 0x21, 0x4C, 0x18]),
    ];

    private static Target Of(CompressionFormat format, Structure structure, Func<byte[], byte[]> compress, params ImmutableArray<byte[]> words)
    {
        string name = format == CompressionFormat.Lz4Legacy ? "lz4" : format.Name();
        return new(name, $"streams of {name}", input => Read(input, format), () => Seeds(compress)) { Structure = structure, Dictionary = words, MaxLength = 16 << 10 };
    }

    private static void Read(ReadOnlyMemory<byte> input, CompressionFormat format)
    {
        try
        {
            using DecoderStream frame = Decompressor.OpenMappedFrame(StreamOf(input), format);
            Drain(frame);
        }
        catch (Formats.MalformedDataException)
        {
            // The whole stream is the stricter one.
        }

        using Stream whole = Decompressor.Open(StreamOf(input), format);
        Drain(whole);
    }

    private static IEnumerable<byte[]> Seeds(Func<byte[], byte[]> compress)
    {
        byte[] text = Utf8(string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i} of a text that repeats itself\n")));
        yield return compress([]);
        yield return compress("a"u8.ToArray());
        yield return compress(text);
        yield return [.. compress(text), .. compress("second"u8.ToArray())];
        yield return compress([.. Enumerable.Range(0, 600).Select(i => (byte)(i * i * 31))]);
    }

    private static byte[] Lz4(byte[] plain)
    {
        using var output = new MemoryStream();
        using EncoderStream encoder = Compressor.Of(CompressionFormat.Lz4Legacy).Open(output, workers: 1, plain.Length);
        encoder.Write(plain);
        encoder.Complete();
        return output.ToArray();
    }
}
