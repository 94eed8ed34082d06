using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>xz and LZMA-alone by liblzma. Never its threaded decoder, which had a use after free (CVE-2025-31115).</summary>
internal sealed class LzmaDecoderStream : DecoderStream
{
    private readonly LzmaStreamHandle _handle;

    private LzmaDecoderStream(Stream inner, string format, long offset, LzmaStreamHandle handle)
        : base(inner, format, offset) => _handle = handle;

    public static LzmaDecoderStream Xz(Stream inner, long offset) => new(inner, "xz", offset, LibLzma.OpenXz(Decompressor.MaxLzmaMemory));

    public static LzmaDecoderStream LzmaAlone(Stream inner, long offset) =>
        new(inner, "lzma", offset, LibLzma.OpenLzmaAlone(Decompressor.MaxLzmaMemory));

    protected override unsafe DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool inputEnded)
    {
        fixed (byte* inputStart = input)
        fixed (byte* outputStart = output)
        {
            ref LibLzma.LzmaStream stream = ref _handle.Stream;
            stream.NextIn = inputStart;
            stream.AvailIn = (nuint)input.Length;
            stream.NextOut = outputStart;
            stream.AvailOut = (nuint)output.Length;
            LibLzma.Result result = LibLzma.Code(_handle, inputEnded ? LibLzma.Action.Finish : LibLzma.Action.Run);
            var step = new DecoderStep(
                input.Length - (int)stream.AvailIn, output.Length - (int)stream.AvailOut, result == LibLzma.Result.StreamEnd);
            return result switch
            {
                // BufferError: no progress was possible; with the input at its end the base class calls that truncated.
                LibLzma.Result.Ok or LibLzma.Result.StreamEnd or LibLzma.Result.BufferError => step,
                LibLzma.Result.MemoryLimitError => throw Malformed(
                    "dictionary size", "a decoder over the memory limit", $"at most {Decompressor.MaxLzmaMemory} bytes"),
                LibLzma.Result.FormatError => throw Malformed("magic", "another format", "the beginning of a stream"),
                LibLzma.Result.MemoryError or LibLzma.Result.ProgramError => throw new InvalidOperationException($"liblzma: {result}"),
                _ => throw Malformed("stream", Name(result), "valid data with a right check"),
            };
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle.Dispose();
        base.Dispose(disposing);
    }

    private static string Name(LibLzma.Result result) => result switch
    {
        LibLzma.Result.DataError => "corrupt data",
        LibLzma.Result.OptionsError => "unsupported options",
        LibLzma.Result.UnsupportedCheck => "an unsupported check",
        _ => result.ToString(),
    };
}
