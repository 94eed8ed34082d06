using System.Buffers;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>Writes one gzip member by zlib, whose header then has no name, no time and Unix as the system (zlib.h, deflateInit2). On one thread.</summary>
internal sealed class GzipEncoderStream : EncoderStream
{
    private readonly Stream _output;
    private readonly ZlibStreamHandle _handle;
    private byte[]? _compressed = ArrayPool<byte>.Shared.Rent(PieceSize);

    public GzipEncoderStream(Stream output, int level, long? length)
        : base(length)
    {
        _output = output;
        _handle = LibZ.OpenDeflate(level);
    }

    private protected override void Encode(ReadOnlySpan<byte> piece) => Deflate(piece, LibZ.Flush.None);

    private protected override void Finish(ReadOnlySpan<byte> rest) => Deflate(rest, LibZ.Flush.Finish);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _compressed is not null)
        {
            _handle.Dispose();
            ArrayPool<byte>.Shared.Return(_compressed);
            _compressed = null;
        }

        base.Dispose(disposing);
    }

    private unsafe void Deflate(ReadOnlySpan<byte> data, LibZ.Flush flush)
    {
        fixed (byte* inputStart = data)
        fixed (byte* outputStart = _compressed)
        {
            ref LibZ.ZStream stream = ref _handle.Stream;
            stream.NextIn = inputStart;
            stream.AvailIn = (uint)data.Length;
            LibZ.Result result;
            do
            {
                stream.NextOut = outputStart;
                stream.AvailOut = PieceSize;
                result = LibZ.Deflate(_handle, flush);
                if (result is not (LibZ.Result.Ok or LibZ.Result.StreamEnd)) throw new InvalidOperationException($"zlib: {result}");
                _output.Write(_compressed.AsSpan(0, PieceSize - (int)stream.AvailOut));
            }
            while (flush == LibZ.Flush.Finish ? result != LibZ.Result.StreamEnd : stream.AvailIn > 0);
        }
    }
}
