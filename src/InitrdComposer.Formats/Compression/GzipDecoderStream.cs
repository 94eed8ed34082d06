using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>gzip (RFC 1952) by zlib, which verifies CRC-32 and length of each member.</summary>
internal sealed class GzipDecoderStream(DecoderInput input) : BufferedDecoderStream("gzip", input)
{
    private readonly ZlibStreamHandle _handle = LibZ.OpenInflate();

    private protected override int MaxMappedStep => CompressionMap.Spacing;

    private protected override unsafe DecoderStep Decode(ReadOnlySpan<byte> data, Span<byte> output, bool inputEnded)
    {
        fixed (byte* inputStart = data)
        fixed (byte* outputStart = output)
        {
            ref LibZ.ZStream stream = ref _handle.Stream;
            stream.NextIn = inputStart;
            stream.AvailIn = (uint)data.Length;
            stream.NextOut = outputStart;
            stream.AvailOut = (uint)output.Length;
            LibZ.Result result = LibZ.Inflate(_handle, LibZ.Flush.None);
            var step = new DecoderStep(data.Length - (int)stream.AvailIn, output.Length - (int)stream.AvailOut, result == LibZ.Result.StreamEnd);
            return result switch
            {
                // BufferError: no progress was possible; with the input at its end the base class calls that truncated.
                LibZ.Result.Ok or LibZ.Result.StreamEnd or LibZ.Result.BufferError => Noted(step),
                LibZ.Result.DataError or LibZ.Result.NeedDictionary => throw Malformed("member", _handle.Message, "a valid gzip member with a right check"),
                _ => throw new InvalidOperationException($"zlib: {result}"),
            };
        }
    }

    private protected override void BeginNextFrame(ReadOnlySpan<byte> data)
    {
        if (data[0] != 0x1F) throw TrailingData();
        if (LibZ.ResetInflate(_handle) is not LibZ.Result.Ok and var result) throw new InvalidOperationException($"zlib: {result}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _handle.Dispose();
        base.Dispose(disposing);
    }
}
