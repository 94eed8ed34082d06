using System.Buffers;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one xz stream as the kernel takes it (lib/xz): CRC32 as check, LZMA2 alone as filter. Always liblzma's multi-threaded encoder, also for one
/// thread, with blocks of a size that only the level decides: so neither threads nor input length show in the bytes.
/// </summary>
internal sealed class XzEncoderStream : EncoderStream
{
    /// <summary>Threads are given up to stay below: one takes 166 MB at level 6 and 1.25 GB at level 9.</summary>
    public const ulong MaxThreadMemory = 1UL << 30;

    private const int MinBlockSize = 1 << 20;

    /// <summary>Log2 of the presets' dictionary sizes, in bytes (xz(1), "-0 ... -9").</summary>
    private static readonly int[] DictionaryLogs = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26];

    private readonly Stream _output;
    private readonly LzmaStreamHandle _handle;
    private byte[]? _compressed = ArrayPool<byte>.Shared.Rent(PieceSize);

    public XzEncoderStream(Stream output, int level, int workers, long? length)
        : base(length)
    {
        _output = output;
        // Three dictionaries: what xz itself takes, and a bound on what a block's beginning costs in size.
        long blockSize = Math.Max(3L << DictionaryLogs[level], MinBlockSize);
        long blocks = length is long known ? (known / blockSize) + 1 : workers;
        _handle = LibLzma.OpenXzEncoder((uint)level, (ulong)blockSize, (uint)Math.Min(workers, blocks), MaxThreadMemory);
    }

    private protected override void Encode(ReadOnlySpan<byte> piece) => Code(piece, LibLzma.Action.Run);

    private protected override void Finish(ReadOnlySpan<byte> rest) => Code(rest, LibLzma.Action.Finish);

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

    private unsafe void Code(ReadOnlySpan<byte> data, LibLzma.Action action)
    {
        fixed (byte* inputStart = data)
        fixed (byte* outputStart = _compressed)
        {
            ref LibLzma.LzmaStream stream = ref _handle.Stream;
            stream.NextIn = inputStart;
            stream.AvailIn = (nuint)data.Length;
            LibLzma.Result result;
            do
            {
                stream.NextOut = outputStart;
                stream.AvailOut = PieceSize;
                result = LibLzma.Code(_handle, action);
                if (result is not (LibLzma.Result.Ok or LibLzma.Result.StreamEnd)) throw new InvalidOperationException($"liblzma: {result}");
                _output.Write(_compressed.AsSpan(0, PieceSize - (int)stream.AvailOut));
            }
            while (action == LibLzma.Action.Finish ? result != LibLzma.Result.StreamEnd : stream.AvailIn > 0);
        }
    }
}
