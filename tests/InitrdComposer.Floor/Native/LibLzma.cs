using System.Runtime.InteropServices;

namespace InitrdComposer.Floor.Native;

/// <summary>lzma/container.h.</summary>
internal static unsafe partial class LibLzma
{
    /// <exception cref="InvalidDataException">It is not one xz stream of that length.</exception>
    public static void Decompress(byte* compressed, int compressedLength, byte* into, int length)
    {
        ulong memory = ulong.MaxValue;
        nuint read = 0, written = 0;
        int result = lzma_stream_buffer_decode(&memory, 0, 0, compressed, &read, (nuint)compressedLength, into, &written, (nuint)length);
        if (result != 0 || written != (nuint)length) throw new InvalidDataException($"liblzma: {result}");
    }

    [LibraryImport("liblzma.so.5")]
    private static partial int lzma_stream_buffer_decode(
        ulong* memoryLimit, uint flags, nint allocator, byte* input, nuint* inputPosition, nuint inputSize, byte* output, nuint* outputPosition, nuint outputSize);
}
