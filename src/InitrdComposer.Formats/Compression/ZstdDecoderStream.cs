using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>Zstandard (RFC 8878) by libzstd: any number of frames, skippable ones among them; dictionaries are refused.</summary>
internal sealed class ZstdDecoderStream : DecoderStream
{
    private readonly ZstdDecompressionContext _context = LibZstd.CreateDecompressionContext();
    private bool _betweenFrames;

    public ZstdDecoderStream(Stream inner, long offset)
        : base(inner, "zstd", offset)
    {
        nuint result = LibZstd.SetParameter(_context, LibZstd.WindowLogMax, Decompressor.MaxZstdWindowLog);
        if (LibZstd.IsError(result)) throw new InvalidOperationException($"ZSTD_d_windowLogMax: {LibZstd.ErrorName(result)}");
    }

    protected override unsafe DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool inputEnded)
    {
        if (inputEnded && _betweenFrames) return new(0, 0, IsEnd: true);
        fixed (byte* inputStart = input)
        fixed (byte* outputStart = output)
        {
            var from = new LibZstd.Buffer { Start = inputStart, Size = (nuint)input.Length };
            var to = new LibZstd.Buffer { Start = outputStart, Size = (nuint)output.Length };
            nuint result = LibZstd.DecompressStream(_context, ref to, ref from);
            if (LibZstd.IsError(result)) throw Malformed("frame", LibZstd.ErrorName(result), "a valid zstd frame");
            // 0: a frame is decoded and handed out completely. Otherwise a hint of how much input is wanted.
            _betweenFrames = result == 0;
            return new((int)from.Position, (int)to.Position, IsEnd: false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _context.Dispose();
        base.Dispose(disposing);
    }
}
