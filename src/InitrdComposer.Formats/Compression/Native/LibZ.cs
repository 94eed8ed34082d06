using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>zlib 1.2 and later, or zlib-ng in its place (zlib.h): gzip members only.</summary>
internal static unsafe partial class LibZ
{
    private const string Library = "libz.so.1";

    /// <summary>Windows of 2^15 bytes, the largest; 16 more mean gzip instead of zlib.</summary>
    private const int GzipWindowBits = 15 + 16;

    private const int Deflated = 8;
    private const int DefaultMemoryLevel = 8;
    private const int DefaultStrategy = 0;

    /// <summary>"Return codes for the compression/decompression functions".</summary>
    public enum Result
    {
        Ok = 0,
        StreamEnd = 1,
        NeedDictionary = 2,
        SystemError = -1,
        StreamError = -2,
        DataError = -3,
        MemoryError = -4,
        BufferError = -5,
        VersionError = -6,
    }

    /// <summary>"Allowed flush values".</summary>
    public enum Flush
    {
        None = 0,
        Finish = 4,
    }

    /// <summary>"1.2.13", "1.3.1.zlib-ng".</summary>
    public static string Version
    {
        get
        {
            try
            {
                return Marshal.PtrToStringUTF8((nint)zlibVersion())!;
            }
            catch (DllNotFoundException e)
            {
                throw new MissingLibraryException(Library, "zlib1g", "zlib-ng-compat", e);
            }
        }
    }

    /// <summary>CRC-32 of ISO 3309, as gzip, GPT and Ethernet have it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> data)
    {
        try
        {
            fixed (byte* bytes = data) return (uint)crc32_z(new CULong(0), bytes, (nuint)data.Length).Value;
        }
        catch (DllNotFoundException e)
        {
            throw new MissingLibraryException(Library, "zlib1g", "zlib-ng-compat", e);
        }
    }

    public static ZlibStreamHandle OpenInflate() =>
        Open(isDeflate: false, (stream, version) => inflateInit2_(stream, GzipWindowBits, version, sizeof(ZStream)));

    public static ZlibStreamHandle OpenDeflate(int level) => Open(isDeflate: true, (stream, version) => deflateInit2_(
        stream, level, Deflated, GzipWindowBits, DefaultMemoryLevel, DefaultStrategy, version, sizeof(ZStream)));

    [LibraryImport(Library, EntryPoint = "inflate")]
    public static partial Result Inflate(ZlibStreamHandle stream, Flush flush);

    [LibraryImport(Library, EntryPoint = "inflateReset")]
    public static partial Result ResetInflate(ZlibStreamHandle stream);

    [LibraryImport(Library, EntryPoint = "deflate")]
    public static partial Result Deflate(ZlibStreamHandle stream, Flush flush);

    [LibraryImport(Library, EntryPoint = "inflateEnd")]
    internal static partial Result EndInflate(nint stream);

    [LibraryImport(Library, EntryPoint = "deflateEnd")]
    internal static partial Result EndDeflate(nint stream);

    /// <summary>One zlib stream at once; <paramref name="length"/> is the room before and what was used after.</summary>
    [LibraryImport(Library, EntryPoint = "compress2")]
    internal static partial Result Compress(byte* output, ref CULong length, byte* input, CULong size, int level);

    [LibraryImport(Library)]
    private static partial byte* zlibVersion();

    [LibraryImport(Library)]
    private static partial CULong crc32_z(CULong crc, byte* data, nuint length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial Result inflateInit2_(ZlibStreamHandle stream, int windowBits, string version, int streamSize);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial Result deflateInit2_(
        ZlibStreamHandle stream, int level, int method, int windowBits, int memoryLevel, int strategy, string version, int streamSize);

    private static ZlibStreamHandle Open(bool isDeflate, Func<ZlibStreamHandle, string, Result> initialize)
    {
        // The version whose header a program was compiled with; the first digit must agree.
        string version = Version;
        var stream = new ZlibStreamHandle(isDeflate);
        Result result = initialize(stream, version);
        stream.IsInitialized = result == Result.Ok;
        if (stream.IsInitialized) return stream;
        stream.Dispose();
        throw new InvalidOperationException($"zlib: {result}");
    }

    /// <summary>z_stream.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ZStream
    {
        public byte* NextIn;
        public uint AvailIn;
        public CULong TotalIn;
        public byte* NextOut;
        public uint AvailOut;
        public CULong TotalOut;
        public byte* Message;
        public nint State;
        public nint Allocate;
        public nint Free;
        public nint Opaque;
        public int DataType;
        public CULong Adler;
        public CULong Reserved;
    }
}

/// <summary>A z_stream in memory that does not move: its state points back at it.</summary>
internal sealed unsafe class ZlibStreamHandle : SafeHandle
{
    private readonly bool _isDeflate;

    public ZlibStreamHandle(bool isDeflate)
        : base(0, ownsHandle: true)
    {
        _isDeflate = isDeflate;
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(LibZ.ZStream)));
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>True once there is a state to release.</summary>
    public bool IsInitialized { get; set; }

    public ref LibZ.ZStream Stream => ref *(LibZ.ZStream*)handle;

    /// <summary>What zlib says of an error.</summary>
    public string Message => Stream.Message == null ? "corrupt data" : Marshal.PtrToStringUTF8((nint)Stream.Message)!;

    protected override bool ReleaseHandle()
    {
        if (IsInitialized) _ = _isDeflate ? LibZ.EndDeflate(handle) : LibZ.EndInflate(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
