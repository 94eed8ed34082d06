using System.Buffers.Binary;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Compression;

/// <summary>Bytes that compress a little, and the same bytes as each format's own tool compresses them.</summary>
internal static class CompressedSamples
{
    public static byte[] Plain(int length)
    {
        var plain = new byte[length];
        uint state = 1;
        for (int i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            plain[i] = (byte)((state >> 24) % 20);
        }

        return plain;
    }

    public static byte[] Compress(CompressionFormat format, byte[] plain, params string[] options)
    {
        (string tool, string package, string[] arguments) = format switch
        {
            CompressionFormat.Gzip => ("gzip", "gzip", new[] { "-k" }),
            CompressionFormat.Bzip2 => ("bzip2", "bzip2", ["-k"]),
            CompressionFormat.Xz => ("xz", "xz-utils", ["-k"]),
            CompressionFormat.Lzma => ("xz", "xz-utils", ["-k", "--format=lzma"]),
            CompressionFormat.Zstd => ("zstd", "zstd", ["-q"]),
            CompressionFormat.Lz4Legacy => ("lz4", "lz4", ["-q", "-l"]),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["plain"], plain);
        if (format == CompressionFormat.Lz4Legacy) Tool.Require(tool, package).Run([.. arguments, .. options, folder["plain"], folder["plain.lz4"]]);
        else Tool.Require(tool, package).Run([.. arguments, .. options, folder["plain"]]);
        return File.ReadAllBytes(Directory.EnumerateFiles(folder.Path).Single(file => file != folder["plain"]));
    }

    /// <summary>The tool's output when it reads from a pipe and so knows no size.</summary>
    public static byte[] CompressFromPipe(string tool, byte[] plain, params string[] options)
    {
        using var folder = new TempFolder();
        Tool.Require(tool, tool);
        File.WriteAllBytes(folder["plain"], plain);
        Tool.Require("sh", "dash").Run("-c", $"cat {folder["plain"]} | {tool} {string.Join(' ', options)} > {folder["out"]}");
        return File.ReadAllBytes(folder["out"]);
    }

    public static byte[] Encode(Compressor compressor, byte[] plain, int workers = 1, int[]? chunks = null, long? length = null)
    {
        using var output = new MemoryStream();
        using EncoderStream encoder = compressor.Open(output, workers, length);
        int start = 0;
        for (int i = 0; start < plain.Length; i++)
        {
            int count = chunks is null ? plain.Length : Math.Min(chunks[i % chunks.Length], plain.Length - start);
            encoder.Write(plain.AsSpan(start, count));
            start += count;
        }

        encoder.Complete();
        return output.ToArray();
    }

    public static byte[] Decompress(CompressionFormat format, byte[] compressed, int chunk = 128 * 1024)
    {
        using Stream stream = Decompressor.Open(new MemoryStream(compressed), format);
        using var plain = new MemoryStream();
        var buffer = new byte[chunk];
        while (stream.Read(buffer) is int read and > 0) plain.Write(buffer, 0, read);
        return plain.ToArray();
    }

    /// <summary>A zstd frame that is skipped (RFC 8878, 3.1.2).</summary>
    public static byte[] SkippableFrame(byte[] content)
    {
        var frame = new byte[8 + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0x184D2A50);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), content.Length);
        content.CopyTo(frame, 8);
        return frame;
    }
}
