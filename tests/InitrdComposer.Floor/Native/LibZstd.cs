using System.Runtime.InteropServices;

namespace InitrdComposer.Floor.Native;

/// <summary>zstd.h: whole payloads at once, which is the fastest that libzstd offers.</summary>
internal static unsafe partial class LibZstd
{
    private const string Library = "libzstd.so.1";
    private const int OutputSize = 1 << 20;

    /// <summary>enum ZSTD_cParameter.</summary>
    private const int CompressionLevel = 100;
    private const int ChecksumFlag = 201;
    private const int WorkerCount = 400;

    /// <summary>enum ZSTD_EndDirective.</summary>
    private const int End = 2;

    /// <exception cref="InvalidDataException">It is not one frame of that length.</exception>
    public static void Decompress(byte* compressed, int compressedLength, byte* into, int length)
    {
        if (Check(ZSTD_decompress(into, (nuint)length, compressed, (nuint)compressedLength)) != (nuint)length) throw new InvalidDataException("a payload is shorter");
    }

    /// <summary>One frame with a checksum, as the kernel takes it.</summary>
    public static void Compress(byte* data, long length, int level, int workers, string output)
    {
        using var file = File.OpenHandle(output, FileMode.Create, FileAccess.Write);
        nint context = ZSTD_createCCtx();
        Check(ZSTD_CCtx_setParameter(context, CompressionLevel, level));
        Check(ZSTD_CCtx_setParameter(context, ChecksumFlag, 1));
        Check(ZSTD_CCtx_setParameter(context, WorkerCount, workers));
        Check(ZSTD_CCtx_setPledgedSrcSize(context, (ulong)length));
        byte* buffer = (byte*)NativeMemory.Alloc(OutputSize);
        var from = new Buffer { Start = data, Size = (nuint)length };
        long written = 0;
        nuint remaining;
        do
        {
            var to = new Buffer { Start = buffer, Size = OutputSize };
            remaining = Check(ZSTD_compressStream2(context, ref to, ref from, End));
            RandomAccess.Write(file, new ReadOnlySpan<byte>(buffer, (int)to.Position), written);
            written += (long)to.Position;
        }
        while (remaining != 0);
        NativeMemory.Free(buffer);
        Check(ZSTD_freeCCtx(context));
    }

    private static nuint Check(nuint result) =>
        ZSTD_isError(result) == 0 ? result : throw new InvalidDataException($"libzstd: {Marshal.PtrToStringUTF8(ZSTD_getErrorName(result))}");

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompress(byte* into, nuint capacity, byte* compressed, nuint length);

    [LibraryImport(Library)]
    private static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_CCtx_setParameter(nint context, int parameter, int value);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_CCtx_setPledgedSrcSize(nint context, ulong size);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_compressStream2(nint context, ref Buffer output, ref Buffer input, int endDirective);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint result);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint result);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have one layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
