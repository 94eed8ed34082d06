using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Testing;

/// <summary>Whole streams of each format: by the product's encoders where it has one, else by the format's own tool.</summary>
public static class Compressed
{
    public static byte[] Gzip(byte[] plain) => Encode(CompressionFormat.Gzip, plain);

    public static byte[] Zstd(byte[] plain) => Encode(CompressionFormat.Zstd, plain);

    public static byte[] Xz(byte[] plain) => Encode(CompressionFormat.Xz, plain);

    public static byte[] Bzip2(byte[] plain) => ByTool("bzip2", "bzip2", plain, "-c");

    /// <summary>LZMA-alone.</summary>
    public static byte[] Lzma(byte[] plain) => ByTool("xz", "xz-utils", plain, "-c", "--format=lzma");

    private static byte[] Encode(CompressionFormat format, byte[] plain)
    {
        using var output = new MemoryStream();
        using EncoderStream encoder = Compressor.Of(format, 1).Open(output, workers: 1, plain.Length);
        encoder.Write(plain);
        encoder.Complete();
        return output.ToArray();
    }

    /// <summary>What a tool makes of standard input.</summary>
    public static byte[] ByTool(string tool, string package, byte[] plain, params string[] options)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["plain"], plain);
        Tool.Require("sh", "dash").Run("-c", $"'{Tool.Require(tool, package).Path}' {string.Join(' ', options)} <'{folder["plain"]}' >'{folder["packed"]}'");
        return File.ReadAllBytes(folder["packed"]);
    }
}
