using System.Buffers;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one zstd frame, the same bytes for the same input, level and libzstd version, however many workers there are and however the input was
/// cut into writes. For that it always takes libzstd's multi-threaded path (without workers it cuts blocks differently), fixes the job size, never
/// flushes and ends with one empty end directive. The frame carries a checksum and its window never exceeds what the kernel accepts
/// (lib/decompress_unzstd.c).
/// </summary>
public sealed class ZstdEncoderStream : Stream
{
    /// <summary>Input that one worker compresses at a time, in bytes: libzstd's own choice at the default level. libzstd takes more where a level's overlap needs it.</summary>
    private const int JobSize = 8 << 20;

    private const int BufferSize = 128 * 1024;

    private readonly Stream _output;
    private readonly ZstdCompressionContext _context;
    private byte[]? _input = ArrayPool<byte>.Shared.Rent(BufferSize);
    private byte[]? _compressed = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _buffered;
    private bool _completed;

    /// <param name="output">Written to; stays open.</param>
    /// <param name="level">1 to <see cref="ZstdEncoder.MaxLevel"/>.</param>
    /// <param name="workers">Threads that compress, at least 1; not seen in the bytes.</param>
    /// <param name="pledgedSize">Length of all that will be written, if known: it is recorded in the frame and lets small input take a small window.</param>
    /// <exception cref="MissingLibraryException">libzstd is not installed.</exception>
    public ZstdEncoderStream(Stream output, int level, int workers, long? pledgedSize = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(level, Math.Clamp(level, 1, ZstdEncoder.MaxLevel));
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _output = output;
        _context = LibZstd.CreateCompressionContext();
        Check(LibZstd.SetParameter(_context, LibZstd.CompressionLevel, level));
        Check(LibZstd.SetParameter(_context, LibZstd.ChecksumFlag, 1));
        Check(LibZstd.SetParameter(_context, LibZstd.WorkerCount, workers));
        Check(LibZstd.SetParameter(_context, LibZstd.JobSize, JobSize));
        if (pledgedSize is long size) Check(LibZstd.SetPledgedSourceSize(_context, checked((ulong)size)));
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_completed;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_input is null, this);
        if (_completed) throw new InvalidOperationException("the frame is complete");
        if (_buffered + buffer.Length > BufferSize) Drain();
        if (buffer.Length >= BufferSize)
        {
            Compress(buffer, LibZstd.Continue);
            return;
        }

        buffer.CopyTo(_input.AsSpan(_buffered));
        _buffered += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Ends the frame. Without it, disposal leaves <c>output</c> with an incomplete one.</summary>
    /// <exception cref="InvalidOperationException">More or less than the pledged size was written.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_input is null, this);
        if (_completed) return;
        Drain();
        Compress([], LibZstd.End);
        _completed = true;
    }

    /// <summary>Does nothing: a flush would show in the bytes.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _input is not null)
        {
            _context.Dispose();
            ArrayPool<byte>.Shared.Return(_input);
            ArrayPool<byte>.Shared.Return(_compressed!);
            _input = _compressed = null;
        }

        base.Dispose(disposing);
    }

    private void Drain()
    {
        if (_buffered > 0) Compress(_input.AsSpan(0, _buffered), LibZstd.Continue);
        _buffered = 0;
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
                var to = new LibZstd.Buffer { Start = outputStart, Size = BufferSize };
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
