namespace InitrdComposer.Formats.IO;

/// <summary>Bytes that were read already, then the stream that they came from.</summary>
/// <param name="prefix">Those bytes.</param>
/// <param name="rest">Disposed with this stream.</param>
public sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        if (_position == prefix.Length) return rest.Read(buffer);
        int count = Math.Min(buffer.Length, prefix.Length - _position);
        prefix.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) rest.Dispose();
        base.Dispose(disposing);
    }
}
