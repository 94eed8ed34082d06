using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>Blocks of liblz4 (lz4.h, lz4hc.h).</summary>
internal static unsafe partial class LibLz4
{
    private const string Library = "liblz4.so.1";

    /// <summary>From this level on the HC compressor is taken, as lz4(1) does.</summary>
    private const int MinHighCompressionLevel = 3;

    public static string Version
    {
        get
        {
            try
            {
                return Marshal.PtrToStringUTF8((nint)LZ4_versionString())!;
            }
            catch (DllNotFoundException e)
            {
                throw new MissingLibraryException(Library, "liblz4-1", "lz4-libs", e);
            }
        }
    }

    /// <summary>Encodes one block; the size of what came out.</summary>
    /// <param name="plain">What goes in.</param>
    /// <param name="into">As long as <see cref="Lz4LegacyFrame.CompressBound"/> asks for.</param>
    /// <param name="level">1 to 12.</param>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> into, int level)
    {
        fixed (byte* from = plain)
        fixed (byte* to = into)
        {
            int size = level < MinHighCompressionLevel
                ? LZ4_compress_default(from, to, plain.Length, into.Length)
                : LZ4_compress_HC(from, to, plain.Length, into.Length, level);
            return size > 0 ? size : throw new InvalidOperationException("liblz4: a block was not compressed");
        }
    }

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

    /// <summary>Decodes the beginning of a block, whatever follows it; the size of what came out, or a negative number when the block is malformed.</summary>
    /// <param name="into">As long as what is wanted.</param>
    public static int DecompressBeginning(ReadOnlySpan<byte> block, Span<byte> into)
    {
        try
        {
            fixed (byte* from = block)
            fixed (byte* to = into)
            {
                return LZ4_decompress_safe_partial(from, to, block.Length, into.Length, into.Length);
            }
        }
        catch (DllNotFoundException e)
        {
            throw new MissingLibraryException(Library, "liblz4-1", "lz4-libs", e);
        }
    }

    [LibraryImport(Library)]
    private static partial byte* LZ4_versionString();

    [LibraryImport(Library)]
    private static partial int LZ4_compress_default(byte* source, byte* destination, int sourceSize, int destinationCapacity);

    [LibraryImport(Library)]
    private static partial int LZ4_compress_HC(byte* source, byte* destination, int sourceSize, int destinationCapacity, int level);

    [LibraryImport(Library)]
    private static partial int LZ4_decompress_safe(byte* source, byte* destination, int compressedSize, int destinationCapacity);

    [LibraryImport(Library)]
    private static partial int LZ4_decompress_safe_partial(byte* source, byte* destination, int compressedSize, int wanted, int destinationCapacity);
}
