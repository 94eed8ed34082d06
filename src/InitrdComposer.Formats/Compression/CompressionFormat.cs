namespace InitrdComposer.Formats.Compression;

/// <summary>How a stream of bytes is compressed: what rpm payloads, repository metadata and initrds use.</summary>
public enum CompressionFormat
{
    None,
    Gzip,
    Bzip2,
    Xz,

    /// <summary>LZMA-alone, the format before xz.</summary>
    Lzma,
    Zstd,

    /// <summary>What `lz4 -l` writes, the only lz4 form that the kernel unpacks (lib/decompress_unlz4.c).</summary>
    Lz4Legacy,
}
