using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>The block decoder of liblz4 (lz4.h).</summary>
internal static unsafe partial class LibLz4
{
    private const string Library = "liblz4.so.1";

    /// <summary>Decodes one block; the size of what came out, or a negative number when the block is malformed or does not fit.</summary>
    public static int Decompress(ReadOnlySpan<byte> block, Span<byte> into)
    {
        try
        {
            fixed (byte* from = block)
            fixed (byte* to = into)
            {
                return LZ4_decompress_safe(from, to, block.Length, into.Length);
            }
        }
        catch (DllNotFoundException e)
        {
            throw new MissingLibraryException(Library, "liblz4-1", "lz4-libs", e);
        }
    }

    [LibraryImport(Library)]
    private static partial int LZ4_decompress_safe(byte* source, byte* destination, int compressedSize, int destinationCapacity);
}
