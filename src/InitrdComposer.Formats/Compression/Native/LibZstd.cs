using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>The streaming interface of libzstd 1.4 and later (zstd.h). Every function that returns a size returns errors in it: see <see cref="IsError"/>.</summary>
internal static unsafe partial class LibZstd
{
    /// <summary>enum ZSTD_cParameter.</summary>
    public const int CompressionLevel = 100;
    public const int ChecksumFlag = 201;
    public const int WorkerCount = 400;
    public const int JobSize = 401;

    /// <summary>enum ZSTD_dParameter.</summary>
    public const int WindowLogMax = 100;

    /// <summary>enum ZSTD_EndDirective.</summary>
    public const int Continue = 0;
    public const int End = 2;

    private const string Library = "libzstd.so.1";

    public static string Version => Loaded(() => Marshal.PtrToStringUTF8((nint)ZSTD_versionString())!);

    public static ZstdDecompressionContext CreateDecompressionContext() => Loaded(ZSTD_createDCtx);

    public static ZstdCompressionContext CreateCompressionContext() => Loaded(ZSTD_createCCtx);

    /// <summary>The library's text of an error.</summary>
    public static string ErrorName(nuint result) => Marshal.PtrToStringUTF8((nint)ZSTD_getErrorName(result))!;

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    [return: MarshalAs(UnmanagedType.Bool)]
    [SuppressGCTransition]
    public static partial bool IsError(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_setParameter")]
    public static partial nuint SetParameter(ZstdDecompressionContext context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint DecompressStream(ZstdDecompressionContext context, ref Buffer output, ref Buffer input);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(ZstdCompressionContext context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setPledgedSrcSize")]
    public static partial nuint SetPledgedSourceSize(ZstdCompressionContext context, ulong size);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressStream2")]
    public static partial nuint CompressStream(ZstdCompressionContext context, ref Buffer output, ref Buffer input, int endDirective);

    /// <summary>One frame at once.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_compressCCtx")]
    public static partial nuint Compress(ZstdCompressionContext context, byte* output, nuint capacity, byte* input, nuint size, int level);

    [LibraryImport(Library)]
    internal static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    internal static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    private static partial ZstdDecompressionContext ZSTD_createDCtx();

    [LibraryImport(Library)]
    private static partial ZstdCompressionContext ZSTD_createCCtx();

    [LibraryImport(Library)]
    private static partial byte* ZSTD_versionString();

    [LibraryImport(Library)]
    private static partial byte* ZSTD_getErrorName(nuint result);

    private static T Loaded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (DllNotFoundException e)
        {
            throw new MissingLibraryException(Library, "libzstd1", "libzstd", e);
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have one layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}

/// <summary>A ZSTD_DCtx.</summary>
internal sealed class ZstdDecompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibZstd.ZSTD_freeDCtx(handle) == 0;
}

/// <summary>A ZSTD_CCtx.</summary>
internal sealed class ZstdCompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => LibZstd.ZSTD_freeCCtx(handle) == 0;
}
