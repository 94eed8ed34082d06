using System.Buffers;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one zstd frame, the same bytes for the same input, level and libzstd version, however many workers there are. For that it always takes
/// libzstd's multi-threaded path (without workers it cuts blocks differently), fixes the job size, never flushes and ends with one empty end
/// directive. The frame carries a checksum and its window never exceeds what the kernel accepts (lib/decompress_unzstd.c).
/// </summary>
public sealed class ZstdEncoderStream : EncoderStream
{
    /// <summary>Input that one worker compresses at a time, in bytes: libzstd's own choice at the default level. libzstd takes more where a level's overlap needs it.</summary>
    private const int JobSize = 8 << 20;

    private readonly Stream _output;
    private readonly ZstdCompressionContext _context;
    private byte[]? _compressed = ArrayPool<byte>.Shared.Rent(PieceSize);

    /// <param name="output">Written to; stays open.</param>
    /// <param name="level">1 to <see cref="ZstdEncoder.MaxLevel"/>.</param>
    /// <param name="workers">Threads that compress, at least 1; not seen in the bytes.</param>
    /// <param name="pledgedSize">Length of all that will be written, if known: it is recorded in the frame and lets small input take a small window.</param>
    /// <exception cref="MissingLibraryException">libzstd is not installed.</exception>
    public ZstdEncoderStream(Stream output, int level, int workers, long? pledgedSize = null)
        : base(pledgedSize)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(level, Math.Clamp(level, 1, ZstdEncoder.MaxLevel));
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _output = output;
        _context = LibZstd.CreateCompressionContext();
        // A thread without a job would only cost its start.
        int useful = (int)Math.Min(workers, ((pledgedSize ?? long.MaxValue - JobSize) / JobSize) + 1);
        Check(LibZstd.SetParameter(_context, LibZstd.CompressionLevel, level));
        Check(LibZstd.SetParameter(_context, LibZstd.ChecksumFlag, 1));
        Check(LibZstd.SetParameter(_context, LibZstd.WorkerCount, useful));
        Check(LibZstd.SetParameter(_context, LibZstd.JobSize, JobSize));
        if (pledgedSize is long size) Check(LibZstd.SetPledgedSourceSize(_context, checked((ulong)size)));
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
