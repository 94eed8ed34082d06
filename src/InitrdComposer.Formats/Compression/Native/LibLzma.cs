using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>The single-threaded decoders of liblzma 5.2 and later (lzma/base.h, lzma/container.h).</summary>
internal static unsafe partial class LibLzma
{
    /// <summary>LZMA_CONCATENATED: several xz streams in a row, with padding, are one file.</summary>
    public const uint Concatenated = 0x08;

    private const string Library = "liblzma.so.5";

    /// <summary>enum lzma_ret.</summary>
    public enum Result
    {
        Ok = 0,
        StreamEnd = 1,
        NoCheck = 2,
        UnsupportedCheck = 3,
        GetCheck = 4,
        MemoryError = 5,
        MemoryLimitError = 6,
        FormatError = 7,
        OptionsError = 8,
        DataError = 9,
        BufferError = 10,
        ProgramError = 11,
    }

    /// <summary>enum lzma_action.</summary>
    public enum Action
    {
        Run = 0,
        Finish = 3,
    }

    public static LzmaStreamHandle OpenXz(ulong memoryLimit) => Open(stream => lzma_stream_decoder(stream, memoryLimit, Concatenated));

    public static LzmaStreamHandle OpenLzmaAlone(ulong memoryLimit) => Open(stream => lzma_alone_decoder(stream, memoryLimit));

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    public static partial Result Code(LzmaStreamHandle stream, Action action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    internal static partial void End(nint stream);

    [LibraryImport(Library)]
    private static partial Result lzma_stream_decoder(LzmaStreamHandle stream, ulong memoryLimit, uint flags);

    [LibraryImport(Library)]
    private static partial Result lzma_alone_decoder(LzmaStreamHandle stream, ulong memoryLimit);

    private static LzmaStreamHandle Open(Func<LzmaStreamHandle, Result> initialize)
    {
        var stream = new LzmaStreamHandle();
        try
        {
            Result result = initialize(stream);
            if (result != Result.Ok) throw new InvalidOperationException($"liblzma: {result}");
            stream.IsInitialized = true;
            return stream;
        }
        catch (DllNotFoundException e)
        {
            stream.Dispose();
            throw new MissingLibraryException(Library, "liblzma5", "xz-libs", e);
        }
    }

    /// <summary>lzma_stream.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LzmaStream
    {
        public byte* NextIn;
        public nuint AvailIn;
        public ulong TotalIn;
        public byte* NextOut;
        public nuint AvailOut;
        public ulong TotalOut;
        public nint Allocator;
        public nint Internal;
        public fixed ulong Reserved[9];
    }
}

/// <summary>A lzma_stream in memory that does not move, which liblzma asks for.</summary>
internal sealed unsafe class LzmaStreamHandle : SafeHandle
{
    public LzmaStreamHandle()
        : base(0, ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(LibLzma.LzmaStream)));

    public override bool IsInvalid => handle == 0;

    /// <summary>True once a decoder was attached, which must be released.</summary>
    public bool IsInitialized { get; set; }

    public ref LibLzma.LzmaStream Stream => ref *(LibLzma.LzmaStream*)handle;

    protected override bool ReleaseHandle()
    {
        if (IsInitialized) LibLzma.End(handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
