namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Opens compressed bytes for reading. Every decoder reads to the real end of its input: truncation, a wrong check and anything after the end throw
/// <see cref="MalformedDataException"/> at the latest when the reader would get 0. What the format's own tool takes for one file is taken: several
/// zstd frames, gzip members, bzip2 or xz streams in a row. How much comes out is for the caller to limit (<see cref="IO.LimitedStream"/>).
/// </summary>
public static class Decompressor
{
    /// <summary>Log2 of the largest zstd window that is accepted, in bytes: what the kernel accepts too.</summary>
    public const int MaxZstdWindowLog = 27;

    /// <summary>Memory that an xz or lzma decoder may take, in bytes.</summary>
    public const ulong MaxLzmaMemory = 256 << 20;

    /// <param name="compressed">Read from where it stands to its end, and disposed with the result.</param>
    /// <param name="format">What it is; never guessed here.</param>
    /// <param name="offset">Where <paramref name="compressed"/> stands in its file, for errors.</param>
    /// <returns>The decompressed bytes, forward only. Best read in pieces of 128 KiB and more.</returns>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public static Stream Open(Stream compressed, CompressionFormat format, long offset = 0) => format switch
    {
        CompressionFormat.None => compressed,
        CompressionFormat.Gzip => new GzipDecoderStream(compressed, offset),
        CompressionFormat.Bzip2 => new Bzip2DecoderStream(compressed, offset),
        CompressionFormat.Xz => LzmaDecoderStream.Xz(compressed, offset),
        CompressionFormat.Lzma => LzmaDecoderStream.LzmaAlone(compressed, offset),
        CompressionFormat.Zstd => new ZstdDecoderStream(compressed, offset),
        CompressionFormat.Lz4Legacy => new Lz4LegacyDecoderStream(compressed, offset),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
