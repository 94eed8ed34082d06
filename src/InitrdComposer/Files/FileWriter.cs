namespace InitrdComposer.Files;

/// <summary>
/// A stream into a file, from its beginning. Small writes are gathered; what is still gathered when the writer is given up is never written, so that
/// <see cref="Flush"/> ends what is to be kept. Its position can be set: formats have headers that are known last.
/// </summary>
/// <param name="file">Stays open.</param>
/// <param name="name">What the file will be called, for errors.</param>
/// <param name="attempt">What is being tried, for errors: "write".</param>
internal sealed class FileWriter(DiskFile file, string name, string attempt = "write") : Stream
{
    private readonly byte[] _gathered = new byte[1 << 16];
    private int _count;
    private long _offset, _length;

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Math.Max(_length, _offset + _count);

    public override long Position
    {
        get => _offset + _count;
        set
        {
            Flush();
            _offset = value;
        }
    }

    /// <exception cref="Diagnostics.ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _gathered.Length - _count) Flush();
        if (buffer.Length >= _gathered.Length)
        {
            Put(buffer);
            return;
        }

        buffer.CopyTo(_gathered.AsSpan(_count));
        _count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public override void Flush()
    {
        if (_count == 0) return;
        Put(_gathered.AsSpan(0, _count));
        _count = 0;
    }

    /// <summary>Starts anew.</summary>
    /// <exception cref="Diagnostics.ComposerException">The system refuses.</exception>
    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(value, 0);
        (_count, _offset, _length) = (0, 0, 0);
        try
        {
            file.SetLength(0);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(name, attempt, exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };

    private void Put(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.WriteAt(_offset, bytes);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(name, attempt, exception, bytes.Length);
        }

        _offset += bytes.Length;
        _length = Math.Max(_length, _offset);
    }
}
