using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>Zstandard (RFC 8878) by libzstd. A skippable frame is a frame that nothing comes out of; dictionaries are refused.</summary>
internal sealed class ZstdDecoderStream : BufferedDecoderStream
{
    private readonly ZstdDecompressionContext _context = LibZstd.CreateDecompressionContext();
    private readonly ZstdBlockWalk? _blocks;

    public ZstdDecoderStream(in DecoderInput input)
        : base("zstd", input)
    {
        nuint result = LibZstd.SetParameter(_context, LibZstd.WindowLogMax, Decompressor.MaxZstdWindowLog);
        if (LibZstd.IsError(result)) throw new InvalidOperationException($"ZSTD_d_windowLogMax: {LibZstd.ErrorName(result)}");
        if (input.Track is not null) _blocks = new();
    }

    private protected override unsafe DecoderStep Decode(ReadOnlySpan<byte> data, Span<byte> output, bool inputEnded)
    {
        // Given no more than a block's header, or what is left of a block, the decoder cannot be ahead of what it hands out when it takes the next header.
        if (_blocks is not null) data = data[.._blocks.Reach(data.Length)];
        fixed (byte* inputStart = data)
        fixed (byte* outputStart = output)
        {
            var from = new LibZstd.Buffer { Start = inputStart, Size = (nuint)data.Length };
            var to = new LibZstd.Buffer { Start = outputStart, Size = (nuint)output.Length };
            nuint result = LibZstd.DecompressStream(_context, ref to, ref from);
            if (LibZstd.IsError(result)) throw Malformed("frame", LibZstd.ErrorName(result), "a valid zstd frame");
            if (_blocks is not null) Note(data[..(int)from.Position], (int)to.Position);
            // 0: a frame is decoded and handed out completely. Otherwise a hint of how much input is wanted.
            return new((int)from.Position, (int)to.Position, IsFrameEnd: result == 0);
        }
    }

    /// <summary>libzstd begins one by itself; magics begin with 28, those of skippable frames with 50 to 5F.</summary>
    private protected override void BeginNextFrame(ReadOnlySpan<byte> data)
    {
        if (data[0] is not (0x28 or (>= 0x50 and <= 0x5F))) throw TrailingData();
    }

    private void Note(ReadOnlySpan<byte> taken, int produced)
    {
        if (taken.IsEmpty) return;
        if (_blocks!.IsBetweenBlocks) Input.Track!.Pass(CompressedOffset - Input.Offset, DecompressedOffset + produced);
        _blocks.Advance(taken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _context.Dispose();
        base.Dispose(disposing);
    }
}
