using System.Numerics;
using System.Runtime.InteropServices;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>Compresses single blocks, as file systems have them, each by itself. For one thread at a time.</summary>
public abstract class BlockCompressor : IDisposable
{
    /// <param name="format">zstd, xz or gzip; the last means bare zlib streams here.</param>
    /// <param name="level">As of <see cref="Compressor.LevelsOf"/>.</param>
    /// <param name="blockSize">The largest block; xz's dictionary.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another format.</exception>
    /// <exception cref="MissingLibraryException">The format's library is not installed.</exception>
    public static BlockCompressor Of(CompressionFormat format, int level, int blockSize) => format switch
    {
        CompressionFormat.Zstd => new Zstd(level),
        CompressionFormat.Xz => new Xz((uint)level, (uint)blockSize),
        CompressionFormat.Gzip => new Zlib(level),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "compresses no blocks"),
    };

    /// <summary>Room that is always enough for a block that does not become smaller.</summary>
    public static int RoomFor(int blockSize) => blockSize + (blockSize / 8) + 1024;

    /// <summary>Compresses a block.</summary>
    /// <param name="into">At least <see cref="RoomFor"/> bytes.</param>
    /// <returns>What was used.</returns>
    /// <exception cref="InvalidOperationException">The library fails, as without memory.</exception>
    public abstract int Compress(ReadOnlySpan<byte> block, Span<byte> into);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    private sealed unsafe class Zstd(int level) : BlockCompressor
    {
        private readonly ZstdCompressionContext _context = LibZstd.CreateCompressionContext();

        public override int Compress(ReadOnlySpan<byte> block, Span<byte> into)
        {
            fixed (byte* from = block, to = into)
            {
                nuint result = LibZstd.Compress(_context, to, (nuint)into.Length, from, (nuint)block.Length, level);
                return LibZstd.IsError(result) ? throw new InvalidOperationException($"libzstd: {LibZstd.ErrorName(result)}") : (int)result;
            }
        }

        protected override void Dispose(bool disposing)
        {
            _context.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Xz(uint preset, uint dictionary) : BlockCompressor
    {
        /// <summary>liblzma, LZMA_DICT_SIZE_MIN.</summary>
        private const uint MinDictionary = 4096;

        /// <summary>With a dictionary no larger than the block: a larger one finds nothing more, and to clear its tables takes longer than to compress 8 KiB.</summary>
        public override int Compress(ReadOnlySpan<byte> block, Span<byte> into)
        {
            LibLzma.Result result = LibLzma.EncodeXz(block, into, out int used, preset, Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)block.Length), MinDictionary, dictionary));
            return result == LibLzma.Result.Ok ? used : throw new InvalidOperationException($"liblzma: {result}");
        }
    }

    private sealed unsafe class Zlib(int level) : BlockCompressor
    {
        public override int Compress(ReadOnlySpan<byte> block, Span<byte> into)
        {
            fixed (byte* from = block, to = into)
            {
                var length = new CULong((uint)into.Length);
                LibZ.Result result = LibZ.Compress(to, ref length, from, new CULong((uint)block.Length), level);
                return result == LibZ.Result.Ok ? (int)length.Value : throw new InvalidOperationException($"zlib: {result}");
            }
        }
    }
}
