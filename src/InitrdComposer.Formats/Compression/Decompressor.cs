namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Opens compressed bytes for reading. Every decoder reads to the real end of its input: truncation, a wrong check and anything after the end throw
/// <see cref="MalformedDataException"/> at the latest when the reader would get 0. What the format's own tool takes for one file is taken: several
/// zstd frames, gzip members, bzip2 or xz streams in a row. How much may come out is for the caller to limit (<see cref="IO.LimitedStream"/>); only
/// what no honest compressor makes is refused here.
/// </summary>
public static class Decompressor
{
    /// <summary>Log2 of the largest zstd window that is accepted, in bytes: what the kernel accepts too.</summary>
    public const int MaxZstdWindowLog = 27;

    /// <summary>Memory that an xz or lzma decoder may take, in bytes.</summary>
    public const ulong MaxLzmaMemory = 256 << 20;

    /// <summary>What comes out may be this many times what went in: more than XML, modules or a cpio archive of files ever reach.</summary>
    public const int MaxRatio = 1000;

    /// <summary>Bytes that may come out before <see cref="MaxRatio"/> counts: little data may be all zeros.</summary>
    public const long UnratedLength = 64 << 20;

    /// <param name="compressed">Read from where it stands to its end, and disposed with the result.</param>
    /// <param name="format">What it is; never guessed here.</param>
    /// <param name="offset">Where <paramref name="compressed"/> stands in its file, for errors.</param>
    /// <param name="expectedLength">Bytes that somebody who is believed announced; so many are not held against <see cref="MaxRatio"/>.</param>
    /// <returns>The decompressed bytes, forward only. Best read in pieces of 128 KiB and more.</returns>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public static Stream Open(Stream compressed, CompressionFormat format, long offset = 0, long expectedLength = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expectedLength);
        return format == CompressionFormat.None ? compressed : Open(format, new(compressed, offset, IsOneFrame: false, expectedLength));
    }

    /// <summary>
    /// The first frame only (zstd frame, xz stream, gzip member, bzip2 or LZMA-alone stream; of lz4 legacy all frames in a row, as the kernel has it),
    /// whatever follows it: <see cref="DecoderStream.CompressedOffset"/> says where it ended.
    /// </summary>
    /// <param name="compressed">Read from where it stands, further than the frame reaches, and disposed with the result.</param>
    /// <param name="format">Any but <see cref="CompressionFormat.None"/>, which has no frames.</param>
    /// <param name="offset">Where <paramref name="compressed"/> stands in its file.</param>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public static DecoderStream OpenFrame(Stream compressed, CompressionFormat format, long offset = 0) =>
        Open(format, new(compressed, offset, IsOneFrame: true, ExpectedLength: 0));

    /// <summary>As <see cref="OpenFrame"/>, and notes what takes how many compressed bytes: <see cref="DecoderStream.Map"/>.</summary>
    /// <inheritdoc cref="OpenFrame"/>
    public static DecoderStream OpenMappedFrame(Stream compressed, CompressionFormat format, long offset = 0) =>
        Open(format, new(compressed, offset, IsOneFrame: true, ExpectedLength: 0, new CompressionTrack()));

    private static DecoderStream Open(CompressionFormat format, in DecoderInput input) => format switch
    {
        CompressionFormat.Gzip => new GzipDecoderStream(input),
        CompressionFormat.Bzip2 => new Bzip2DecoderStream(input),
        CompressionFormat.Xz => LzmaDecoderStream.Xz(input),
        CompressionFormat.Lzma => LzmaDecoderStream.LzmaAlone(input),
        CompressionFormat.Zstd => new ZstdDecoderStream(input),
        CompressionFormat.Lz4Legacy => new Lz4LegacyDecoderStream(input),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
