namespace InitrdComposer.Formats.IO;

/// <summary>
/// Reads another stream on a thread of its own, a few blocks ahead: decompressing and hashing run beside whatever is made of the bytes. A failure shows where
/// the bytes before it end.
/// </summary>
public sealed class ReadAheadStream : ReadOnlyStream
{
    private const int BlockSize = 1 << 18;

    private const int Blocks = 4;

    private readonly Stream _inner;
    private readonly Task _filling;
    private readonly object _turn = new();
    private readonly byte[][] _blocks = new byte[Blocks][];
    private readonly int[] _lengths = new int[Blocks];
    private long _filled;
    private long _emptied;
    private int _offset;
    private bool _isOver;
    private bool _isStopped;

    /// <param name="inner">Read to its end, and disposed with this stream; nobody else may touch it before the end was read.</param>
    public ReadAheadStream(Stream inner)
    {
        _inner = inner;
        _filling = Task.Factory.StartNew(Fill, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !Await()) return 0;
        int slot = (int)(_emptied % Blocks);
        int count = Math.Min(buffer.Length, _lengths[slot] - _offset);
        _blocks[slot].AsSpan(_offset, count).CopyTo(buffer);
        _offset += count;
        if (_offset < _lengths[slot]) return count;
        _offset = 0;
        lock (_turn)
        {
            _emptied++;
            Monitor.PulseAll(_turn);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_turn)
            {
                _isStopped = true;
                Monitor.PulseAll(_turn);
            }

            Task.WhenAny(_filling).Wait();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>False at the end.</summary>
    private bool Await()
    {
        lock (_turn)
        {
            while (_filled == _emptied && !_isOver) Monitor.Wait(_turn);
            if (_filled > _emptied) return true;
        }

        // Throws what stopped it. Else it is done, so that whoever asks the inner stream what it saw is told everything.
        _filling.GetAwaiter().GetResult();
        return false;
    }

    private void Fill()
    {
        try
        {
            while (AwaitRoom())
            {
                int slot = (int)(_filled % Blocks);
                byte[] block = _blocks[slot] ??= GC.AllocateUninitializedArray<byte>(BlockSize);
                int length = 0;
                try
                {
                    for (int read; length < block.Length && (read = _inner.Read(block.AsSpan(length))) > 0;) length += read;
                }
                finally
                {
                    // What came before a failure is handed out before it.
                    lock (_turn)
                    {
                        _lengths[slot] = length;
                        if (length > 0) _filled++;
                        _isOver = length < block.Length;
                        Monitor.PulseAll(_turn);
                    }
                }
            }
        }
        finally
        {
            lock (_turn)
            {
                _isOver = true;
                Monitor.PulseAll(_turn);
            }
        }
    }

    private bool AwaitRoom()
    {
        lock (_turn)
        {
            while (_filled - _emptied == Blocks && !_isStopped) Monitor.Wait(_turn);
            return !_isStopped && !_isOver;
        }
    }
}
