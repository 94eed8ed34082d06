namespace InitrdComposer.Formats.IO;

/// <summary>
/// A read-only view that refuses to deliver more than a limit: what stands between us and a decompression bomb or endless data.
/// </summary>
/// <param name="inner">Read from, and disposed with this stream.</param>
/// <param name="limit">Bytes that may be read; one more is an error.</param>
/// <param name="format">For the error: the format whose limit this is.</param>
/// <param name="field">For the error: what the limit is called.</param>
public sealed class LimitedStream(Stream inner, long limit, string format, string field) : ReadOnlyStream
{
    private long _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="MalformedDataException">The inner stream holds more than the limit.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        _position += read;
        return _position <= limit
            ? read
            : throw new MalformedDataException(format, limit, field, $"more than {limit} bytes", $"at most {limit} bytes") { Fault = DataFault.TooMuch };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
