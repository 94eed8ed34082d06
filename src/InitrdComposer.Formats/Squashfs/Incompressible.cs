using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>
/// Finds blocks that no compressor makes much smaller, as of kernel modules and firmware that are compressed already: strong levels take as long over these as over any
/// other, to save nothing. For one thread at a time.
/// </summary>
/// <param name="options">Of the image: it is tried with its own format, on whose library alone the image's bytes depend.</param>
internal sealed class Incompressible(SquashfsOptions options) : IDisposable
{
    /// <summary>Bytes that are counted: so many pieces of that length, evenly spread.</summary>
    private const int Pieces = 16;

    private const int PieceLength = 512;
    private const int Sample = Pieces * PieceLength;

    /// <summary>Pairs of equal bytes in a sample of random ones, and a quarter more: 7.7 bits a byte.</summary>
    private const int MaxPairs = Sample / 256 * Sample / 4 * 5;

    /// <summary>What the weakest level must save of a block for another level to be tried: one part in so many.</summary>
    private const int WorthwhilePart = 256;

    private readonly BlockCompressor _fast = BlockCompressor.Of(options.Format, Compressor.LevelsOf(options.Format)!.Value.Minimum, options.BlockSize);

    /// <param name="scratch">At least <see cref="BlockCompressor.RoomFor"/> bytes.</param>
    public bool Is(ReadOnlySpan<byte> block, Span<byte> scratch) => LooksRandom(block) && _fast.Compress(block, scratch) > block.Length - (block.Length / WorthwhilePart);

    public void Dispose() => _fast.Dispose();

    // In integers: what is stored must not depend on how a processor rounds.
    private static bool LooksRandom(ReadOnlySpan<byte> block)
    {
        if (block.Length < Sample) return false;
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        int stride = (block.Length - PieceLength) / (Pieces - 1);
        for (int piece = 0; piece < Pieces; piece++)
        {
            foreach (byte value in block.Slice(piece * stride, PieceLength)) counts[value]++;
        }

        int pairs = 0;
        foreach (int count in counts) pairs += count * count;
        return pairs < MaxPairs;
    }
}
