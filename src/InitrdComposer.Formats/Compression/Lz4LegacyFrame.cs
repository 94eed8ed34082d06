namespace InitrdComposer.Formats.Compression;

/// <summary>lz4's legacy frame (lz4_Frame_format.md, "Legacy frame"): a magic, then blocks, each behind its compressed size. Numbers are little-endian.</summary>
internal static class Lz4LegacyFrame
{
    public const uint Magic = 0x184C2102;

    /// <summary>Decompressed bytes of every block but the last, which may be shorter.</summary>
    public const int BlockSize = 8 << 20;

    /// <summary>LZ4_COMPRESSBOUND: what a block takes at most.</summary>
    public static int CompressBound(int size) => size + (size / 255) + 16;
}
