using System.Buffers;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one zstd frame, the same bytes for the same input, level and libzstd version, however many workers there are. For that it always takes
/// libzstd's multi-threaded path (without workers it cuts blocks differently), fixes the job size, never flushes and ends with one empty end
/// directive. The frame carries a checksum and its window never exceeds what the kernel accepts (lib/decompress_unzstd.c).
/// </summary>
internal sealed class ZstdEncoderStream : EncoderStream
{
    /// <summary>Input that one worker compresses at a time, in bytes: libzstd's own choice at the default level. libzstd takes more where a level's overlap needs it.</summary>
    private const int JobSize = 8 << 20;

    private readonly Stream _output;
    private readonly ZstdCompressionContext _context;
    private byte[]? _compressed = ArrayPool<byte>.Shared.Rent(PieceSize);

    public ZstdEncoderStream(Stream output, int level, int workers, long? length)
        : base(length)
    {
        _output = output;
        _context = LibZstd.CreateCompressionContext();
        // A thread without a job would only cost its start.
        int useful = (int)Math.Min(workers, ((length ?? long.MaxValue - JobSize) / JobSize) + 1);
        Check(LibZstd.SetParameter(_context, LibZstd.CompressionLevel, level));
        Check(LibZstd.SetParameter(_context, LibZstd.ChecksumFlag, 1));
        Check(LibZstd.SetParameter(_context, LibZstd.WorkerCount, useful));
        Check(LibZstd.SetParameter(_context, LibZstd.JobSize, JobSize));
        if (length is long size) Check(LibZstd.SetPledgedSourceSize(_context, checked((ulong)size)));
    }

    private protected override void Encode(ReadOnlySpan<byte> piece) => Compress(piece, LibZstd.Continue);

    private protected override void Finish(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty) Compress(rest, LibZstd.Continue);
        Compress([], LibZstd.End);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _compressed is not null)
        {
            _context.Dispose();
            ArrayPool<byte>.Shared.Return(_compressed);
            _compressed = null;
        }

        base.Dispose(disposing);
    }

    private unsafe void Compress(ReadOnlySpan<byte> data, int directive)
    {
        fixed (byte* inputStart = data)
        fixed (byte* outputStart = _compressed)
        {
            var from = new LibZstd.Buffer { Start = inputStart, Size = (nuint)data.Length };
            nuint remaining;
            do
            {
                var to = new LibZstd.Buffer { Start = outputStart, Size = PieceSize };
                remaining = LibZstd.CompressStream(_context, ref to, ref from, directive);
                Check(remaining);
                _output.Write(_compressed.AsSpan(0, (int)to.Position));
            }
            while (directive == LibZstd.End ? remaining != 0 : from.Position < from.Size);
        }
    }

    private static void Check(nuint result)
    {
        if (LibZstd.IsError(result)) throw new InvalidOperationException($"libzstd: {LibZstd.ErrorName(result)}");
    }
}
