using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace InitrdComposer.Cpio;

/// <summary>
/// Hands what is written to another thread, which writes it to the inner stream: files are read while the encoder works. Holds a few megabytes at
/// most. What the inner stream throws comes out of the next call here.
/// </summary>
/// <param name="inner">Written to by the other thread alone until <see cref="Complete"/> has returned; stays open.</param>
internal sealed class WriteBehindStream(Stream inner) : Stream
{
    private const int BlockSize = 1 << 20;
    private const int BlocksAhead = 4;

    private readonly BlockingCollection<(byte[] Block, int Length)> _queue = new(BlocksAhead);
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _filled;
    private Task? _writer;
    private ExceptionDispatchInfo? _failure;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = Math.Min(buffer.Length, BlockSize - _filled);
            buffer[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == BlockSize) Post();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Waits until everything has reached the inner stream.</summary>
    public void Complete()
    {
        Post();
        Stop();
        _failure?.Throw();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Stop();
            _queue.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Post()
    {
        Volatile.Read(ref _failure)?.Throw();
        _writer ??= Task.Factory.StartNew(WriteBlocks, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _queue.Add((_block, _filled));
        _block = ArrayPool<byte>.Shared.Rent(BlockSize);
        _filled = 0;
    }

    private void Stop()
    {
        if (!_queue.IsAddingCompleted) _queue.CompleteAdding();
        _writer?.Wait();
    }

    private void WriteBlocks()
    {
        foreach ((byte[] block, int length) in _queue.GetConsumingEnumerable())
        {
            try
            {
                // After a failure the queue is only emptied, so that nobody waits for room in it.
                if (_failure is null) inner.Write(block.AsSpan(0, length));
            }
#pragma warning disable CA1031 // carried over to the other thread, not swallowed
            catch (Exception e)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(e));
            }

            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
