using System.Runtime.InteropServices;

namespace InitrdComposer.Formats.Compression.Native;

/// <summary>The single-threaded decoders and the multi-threaded encoder of liblzma 5.2 and later (lzma/base.h, lzma/container.h).</summary>
internal static unsafe partial class LibLzma
{
    /// <summary>LZMA_CONCATENATED: several xz streams in a row, with padding, are one file.</summary>
    public const uint Concatenated = 0x08;

    /// <summary>LZMA_CHECK_CRC32, the only check that the kernel verifies.</summary>
    private const int CheckCrc32 = 1;

    /// <summary>LZMA_FILTER_LZMA2 and LZMA_VLI_UNKNOWN.</summary>
    private const ulong Lzma2 = 0x21;
    private const ulong EndOfFilters = ulong.MaxValue;

    private const int OptionsSize = 256;

    /// <summary>LZMA_DICT_SIZE_MIN.</summary>
    private const int MinDictionary = 4096;

    private const string Library = "liblzma.so.5";

    private static readonly string[] BackdooredVersions = ["5.6.0", "5.6.1"];

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

    /// <exception cref="MissingLibraryException">It is not installed, or must not be used.</exception>
    public static string Version
    {
        get
        {
            try
            {
                return RefuseBackdoored(Marshal.PtrToStringUTF8((nint)lzma_version_string())!);
            }
            catch (DllNotFoundException e)
            {
                throw new MissingLibraryException(Library, "liblzma5", "xz-libs", e);
            }
        }
    }

    public static LzmaStreamHandle OpenXz(ulong memoryLimit, uint flags) => Open(stream => lzma_stream_decoder(stream, memoryLimit, flags));

    public static LzmaStreamHandle OpenLzmaAlone(ulong memoryLimit) => Open(stream => lzma_alone_decoder(stream, memoryLimit));

    /// <param name="preset">0 to 9.</param>
    /// <param name="blockSize">Decompressed bytes of every block but the last.</param>
    /// <param name="threads">As many as would be of use.</param>
    /// <param name="memoryLimit">With how much memory, in bytes, fewer threads must do; one may take more.</param>
    public static LzmaStreamHandle OpenXzEncoder(uint preset, ulong blockSize, uint threads, ulong memoryLimit)
    {
        var options = new LzmaMt { Threads = threads, BlockSize = blockSize, Preset = preset, Check = CheckCrc32 };
        return Open(stream =>
        {
            while (options.Threads > 1 && lzma_stream_encoder_mt_memusage(ref options) > memoryLimit) options.Threads--;
            return lzma_stream_encoder_mt(stream, ref options);
        });
    }

    /// <summary>Decodes one MicroLZMA stream at once, as erofs has them: LZMA without header, end mark and check.</summary>
    /// <param name="output">As long as what is wanted.</param>
    /// <param name="isWhole">Nothing is behind what is wanted.</param>
    /// <returns><see cref="Result.StreamEnd"/> when it filled <paramref name="output"/>.</returns>
    public static Result DecodeMicroLzma(ReadOnlySpan<byte> input, Span<byte> output, bool isWhole)
    {
        try
        {
            fixed (byte* from = input, to = output)
            {
                (int stored, int wanted) = (input.Length, output.Length);
                // No match reaches further back than to the beginning of what comes out.
                using LzmaStreamHandle handle = Open(stream => lzma_microlzma_decoder(stream, (ulong)stored, (ulong)wanted, isWhole ? (byte)1 : (byte)0, (uint)Math.Max(wanted, MinDictionary)));
                ref LzmaStream stream = ref handle.Stream;
                stream.NextIn = from;
                stream.AvailIn = (nuint)stored;
                stream.NextOut = to;
                stream.AvailOut = (nuint)wanted;
                Result result = Code(handle, Action.Finish);
                return stream.AvailOut == 0 ? result : Result.DataError;
            }
        }
        catch (EntryPointNotFoundException)
        {
            throw new MissingLibraryException(Library, $"is version {Version} and cannot read MicroLZMA, which 5.4 can", "liblzma5", "xz-libs");
        }
    }

    /// <summary>CVE-2024-3094: releases with malicious code.</summary>
    internal static string RefuseBackdoored(string version) => !BackdooredVersions.Contains(version)
        ? version
        : throw new MissingLibraryException(Library, $"is version {version}, which holds a backdoor (CVE-2024-3094)", "liblzma5", "xz-libs");

    /// <summary>One xz stream at once, as squashfs has them: LZMA2 with a dictionary, CRC32 as check.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="used">What was used of it.</param>
    /// <param name="preset">0 to 9.</param>
    /// <param name="dictionary">Bytes.</param>
    public static Result EncodeXz(ReadOnlySpan<byte> input, Span<byte> output, out int used, uint preset, uint dictionary)
    {
        // lzma_options_lzma is 112 bytes long, and begins with dict_size.
        byte* options = stackalloc byte[OptionsSize];
        new Span<byte>(options, OptionsSize).Clear();
        used = 0;
        _ = Version;
        if (lzma_lzma_preset(options, preset) != 0) return Result.OptionsError;
        *(uint*)options = dictionary;
        Filter* filters = stackalloc Filter[2];
        filters[0] = new() { Id = Lzma2, Options = options };
        filters[1] = new() { Id = EndOfFilters };
        nuint position = 0;
        fixed (byte* from = input, to = output)
        {
            Result result = lzma_stream_buffer_encode(filters, CheckCrc32, 0, from, (nuint)input.Length, to, ref position, (nuint)output.Length);
            used = (int)position;
            return result;
        }
    }

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    public static partial Result Code(LzmaStreamHandle stream, Action action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    internal static partial void End(nint stream);

    [LibraryImport(Library)]
    private static partial Result lzma_stream_decoder(LzmaStreamHandle stream, ulong memoryLimit, uint flags);

    [LibraryImport(Library)]
    private static partial Result lzma_alone_decoder(LzmaStreamHandle stream, ulong memoryLimit);

    [LibraryImport(Library)]
    private static partial Result lzma_microlzma_decoder(LzmaStreamHandle stream, ulong compressedSize, ulong size, byte isSizeExact, uint dictionarySize);

    [LibraryImport(Library)]
    private static partial byte* lzma_version_string();

    [LibraryImport(Library)]
    private static partial Result lzma_stream_encoder_mt(LzmaStreamHandle stream, ref LzmaMt options);

    [LibraryImport(Library)]
    private static partial ulong lzma_stream_encoder_mt_memusage(ref LzmaMt options);

    private static LzmaStreamHandle Open(Func<LzmaStreamHandle, Result> initialize)
    {
        _ = Version;
        var stream = new LzmaStreamHandle();
        Result result = initialize(stream);
        stream.IsInitialized = result == Result.Ok;
        if (stream.IsInitialized) return stream;
        stream.Dispose();
        throw new InvalidOperationException($"liblzma: {result}");
    }

    /// <summary>lzma_mt.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LzmaMt
    {
        public uint Flags;
        public uint Threads;
        public ulong BlockSize;
        public uint Timeout;
        public uint Preset;
        public nint Filters;
        public int Check;
        public fixed int ReservedEnums[3];
        public fixed uint ReservedInts[4];
        public fixed ulong ReservedLimits[4];
        public fixed ulong ReservedPointers[4];
    }

    [LibraryImport(Library)]
    private static partial byte lzma_lzma_preset(byte* options, uint preset);

    [LibraryImport(Library)]
    private static partial Result lzma_stream_buffer_encode(
        Filter* filters, int check, nint allocator, byte* input, nuint size, byte* output, ref nuint position, nuint capacity);

    /// <summary>lzma_filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Filter
    {
        public ulong Id;
        public byte* Options;
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
