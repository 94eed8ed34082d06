using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>How formats are recognized and named.</summary>
public static class CompressionFormats
{
    /// <summary>As many bytes as <see cref="Detect"/> looks at.</summary>
    public const int MagicLength = 13;

    /// <summary>The format whose magic the data begins with, else <see cref="CompressionFormat.None"/>.</summary>
    /// <param name="head">The first <see cref="MagicLength"/> bytes, or all there are.</param>
    public static CompressionFormat Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, ..] => CompressionFormat.Gzip,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => CompressionFormat.Bzip2,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => CompressionFormat.Xz,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => CompressionFormat.Zstd,
        // RFC 8878, 3.1.2: a file may begin with a skippable frame.
        [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => CompressionFormat.Zstd,
        [0x02, 0x21, 0x4C, 0x18, ..] => CompressionFormat.Lz4Legacy,
        _ => IsLzmaAlone(head) ? CompressionFormat.Lzma : CompressionFormat.None,
    };

    /// <inheritdoc cref="Detect"/>
    /// <param name="file">Where the data is.</param>
    /// <param name="offset">Where it begins.</param>
    public static CompressionFormat DetectAt(PositionalSource file, long offset)
    {
        Span<byte> head = stackalloc byte[MagicLength];
        int length = (int)Math.Min(head.Length, file.Length - offset);
        file.ReadExactlyAt(offset, head[..length]);
        return Detect(head[..length]);
    }

    /// <summary>The format of an rpm's PAYLOADCOMPRESSOR, or null: "gzip", "bzip2", "xz", "lzma", "zstd".</summary>
    public static CompressionFormat? FromName(ReadOnlySpan<char> name) => name switch
    {
        "none" => CompressionFormat.None,
        "gzip" => CompressionFormat.Gzip,
        "bzip2" => CompressionFormat.Bzip2,
        "xz" => CompressionFormat.Xz,
        "lzma" => CompressionFormat.Lzma,
        "zstd" => CompressionFormat.Zstd,
        "lz4" => CompressionFormat.Lz4Legacy,
        _ => null,
    };

    /// <summary>The format that a file name's suffix tells, else <see cref="CompressionFormat.None"/>: ".gz", ".bz2", ".xz", ".lzma", ".zst", ".lz4".</summary>
    public static CompressionFormat FromSuffix(ReadOnlySpan<char> fileName) => fileName[Math.Max(fileName.LastIndexOf('.'), 0)..] switch
    {
        ".gz" => CompressionFormat.Gzip,
        ".bz2" => CompressionFormat.Bzip2,
        ".xz" => CompressionFormat.Xz,
        ".lzma" => CompressionFormat.Lzma,
        ".zst" => CompressionFormat.Zstd,
        ".lz4" => CompressionFormat.Lz4Legacy,
        _ => CompressionFormat.None,
    };

    /// <summary>The name that <see cref="FromName"/> reads.</summary>
    public static string Name(this CompressionFormat format) => format switch
    {
        CompressionFormat.None => "none",
        CompressionFormat.Gzip => "gzip",
        CompressionFormat.Bzip2 => "bzip2",
        CompressionFormat.Xz => "xz",
        CompressionFormat.Lzma => "lzma",
        CompressionFormat.Zstd => "zstd",
        CompressionFormat.Lz4Legacy => "lz4",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>LZMA-alone has no magic; this is what file(1) goes by: lc=3 lp=0 pb=2, a dictionary of 2^n or 2^n+2^(n-1), a size below 256 GiB or unknown.</summary>
    private static bool IsLzmaAlone(ReadOnlySpan<byte> head) =>
        head is [0x5D, 0, 0, var low, var high, var size0, _, _, _, var size4, var size5, var size6, var size7, ..]
        && (low | high) != 0
        && ((size0, size4, size5, size6, size7) is (0xFF, 0xFF, 0xFF, 0xFF, 0xFF) || (size4 < 0x40 && (size5 | size6 | size7) == 0));
}
