using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>How a squashfs image is made. The bytes depend on all but the number of threads, and on the version of the library that compresses.</summary>
/// <param name="Format">zstd, xz or gzip.</param>
/// <param name="Level">As of <see cref="Compressor.LevelsOf"/>; null: what mksquashfs takes, 15 of zstd, 9 of gzip, 6 of xz.</param>
/// <param name="BlockSize">A power of two from 4 KiB to 1 MiB.</param>
/// <param name="Threads">That compress at the same time.</param>
/// <param name="Time">When the image was made: seconds since 1970.</param>
public sealed record SquashfsOptions(CompressionFormat Format = CompressionFormat.Zstd, int? Level = null, int BlockSize = 128 << 10, int Threads = 2, uint Time = 0)
{
    /// <summary>What is in force.</summary>
    public int EffectiveLevel => Level ?? DefaultLevel;

    /// <summary>What readers are to assume where the image says nothing.</summary>
    internal int DefaultLevel => Format switch
    {
        CompressionFormat.Zstd => 15,
        CompressionFormat.Gzip => 9,
        _ => 6,
    };

    internal BlockCompressor OpenCompressor() => BlockCompressor.Of(Format, EffectiveLevel, BlockSize);
}
