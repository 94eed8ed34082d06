namespace InitrdComposer.Formats.Compression;

/// <summary>The sequences of an lz4 block (lz4_Block_format.md): lengths alone, which tell what comes out of how much of a block.</summary>
internal static class Lz4Sequences
{
    private const int MinMatch = 4;
    private const int OffsetSize = 2;

    /// <summary>Notes places in a block that was decoded.</summary>
    /// <param name="stored">Compressed bytes before the block.</param>
    /// <param name="decompressed">Decompressed bytes before the block.</param>
    public static void Note(ReadOnlySpan<byte> block, CompressionTrack track, long stored, long decompressed)
    {
        for (int at = 0; at < block.Length;)
        {
            byte token = block[at++];
            int literals = Length(block, ref at, token >> 4);
            at += literals + OffsetSize;
            decompressed += literals;
            // The last sequence is literals only.
            if (at >= block.Length) return;
            track.Pass(stored + at, decompressed);
            decompressed += Length(block, ref at, token & 0xF) + MinMatch;
            track.Pass(stored + at, decompressed);
        }
    }

    private static int Length(ReadOnlySpan<byte> block, ref int at, int nibble)
    {
        int length = nibble;
        if (nibble < 15) return length;
        byte more;
        do length += more = block[at++];
        while (more == 255);
        return length;
    }
}
