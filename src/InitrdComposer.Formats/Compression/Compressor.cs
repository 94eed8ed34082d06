using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// How an archive of an initrd is compressed: a format that the kernel unpacks, and a level. Equal compressors with the same library make the same
/// bytes of the same input, on any number of threads; <see cref="ToString"/> names all that they depend on.
/// </summary>
public sealed record Compressor
{
    /// <summary>No <see cref="SeparatorLength"/> is greater.</summary>
    private const int LegacySeparatorLength = 4;

    private Compressor(CompressionFormat format, int level)
    {
        Format = format;
        Level = level;
    }

    /// <summary>What can be written, the best choice first.</summary>
    public static IReadOnlyList<CompressionFormat> Formats { get; } =
        [CompressionFormat.Zstd, CompressionFormat.Xz, CompressionFormat.Gzip, CompressionFormat.Lz4Legacy, CompressionFormat.None];

    public CompressionFormat Format { get; }

    /// <summary>One of <see cref="LevelsOf"/>; 0 where there are none.</summary>
    public int Level { get; }

    /// <summary>Name and version of the library that encodes, "libzstd 1.5.4": the bytes depend on it. Null: none does.</summary>
    /// <exception cref="MissingLibraryException">It is not installed.</exception>
    public string? Library => Format switch
    {
        CompressionFormat.Zstd => $"libzstd {LibZstd.Version}",
        CompressionFormat.Xz => $"liblzma {LibLzma.Version}",
        CompressionFormat.Gzip => $"zlib {LibZ.Version}",
        CompressionFormat.Lz4Legacy => $"liblz4 {LibLz4.Version}",
        _ => null,
    };

    /// <summary>
    /// NULs that must stand behind a frame if anything follows it: the kernel finds the end of lz4 legacy at a block size of 0 only, and takes other
    /// bytes for the size of another block (lib/decompress_unlz4.c, since 5.9). It skips NULs behind the other formats.
    /// </summary>
    public int SeparatorLength => SeparatorLengthOf(Format);

    /// <inheritdoc cref="SeparatorLength"/>
    public static int SeparatorLengthOf(CompressionFormat format) => format == CompressionFormat.Lz4Legacy ? LegacySeparatorLength : 0;

    /// <summary>The levels of a format; null for <see cref="CompressionFormat.None"/> and for what is only read.</summary>
    public static CompressionLevels? LevelsOf(CompressionFormat format) => format switch
    {
        // Levels above 19 take a window over 8 MiB; 22 takes 128 MiB, the most that the kernel unpacks.
        CompressionFormat.Zstd => new(1, 3, 22),
        CompressionFormat.Xz => new(0, 6, 9),
        CompressionFormat.Gzip => new(1, 6, 9),
        // 1 and 2 are the fast compressor, which has one speed; the others are HC.
        CompressionFormat.Lz4Legacy => new(1, 1, 12),
        _ => null,
    };

    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="level">Null: the default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format cannot be written, or has no such level.</exception>
    public static Compressor Of(CompressionFormat format, int? level = null)
    {
        if (!Formats.Contains(format)) throw new ArgumentOutOfRangeException(nameof(format), format, "only read");
        CompressionLevels levels = LevelsOf(format) ?? default;
        if (level is int wanted && !levels.Contains(wanted)) throw new ArgumentOutOfRangeException(nameof(level), level, $"{levels}");
        return new(format, level ?? levels.Default);
    }

    /// <param name="output">Written to, forward only; stays open.</param>
    /// <param name="workers">Threads that may compress, at least 1; not seen in the bytes.</param>
    /// <param name="length">
    /// Bytes that will be written, if known; another number is a bug. Seen in the bytes of zstd, whose frame records it. Little data takes little
    /// memory and few threads when it is known to be little.
    /// </param>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public EncoderStream Open(Stream output, int workers, long? length = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return Format switch
        {
            CompressionFormat.Zstd => new ZstdEncoderStream(output, Level, workers, length),
            CompressionFormat.Xz => new XzEncoderStream(output, Level, workers, length),
            CompressionFormat.Gzip => new GzipEncoderStream(output, Level, length),
            CompressionFormat.Lz4Legacy => new Lz4LegacyEncoderStream(output, Level, workers, length),
            _ => new PlainEncoderStream(output, length),
        };
    }

    /// <summary>"libzstd 1.5.4, level 3", or "none".</summary>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public override string ToString() => Library is string library ? $"{library}, level {Level}" : Format.Name();
}
