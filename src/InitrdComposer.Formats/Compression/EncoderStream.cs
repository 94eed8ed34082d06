using System.Buffers;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one compressed frame: write, then <see cref="Complete"/>, then dispose. However the input was cut into writes, an encoder gets it in pieces
/// of one size, so that its sequence of calls, which some encoders show in their bytes, depends on the input alone.
/// </summary>
public abstract class EncoderStream : Stream
{
    private protected const int PieceSize = 128 * 1024;

    private byte[]? _piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    private readonly long? _announced;
    private long _written;
    private int _buffered;
    private bool _completed;

    /// <param name="length">Bytes that will be written, if known.</param>
    private protected EncoderStream(long? length) => _announced = length;

    public sealed override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => !_completed;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_piece is null, this);
        if (_completed) throw new InvalidOperationException("the frame is complete");
        _written += buffer.Length;
        if (_written > _announced) throw NotAsAnnounced();
        while (!buffer.IsEmpty)
        {
            if (_buffered == 0 && buffer.Length >= PieceSize)
            {
                Encode(buffer[..PieceSize]);
                buffer = buffer[PieceSize..];
                continue;
            }

            int count = Math.Min(buffer.Length, PieceSize - _buffered);
            buffer[..count].CopyTo(_piece.AsSpan(_buffered));
            buffer = buffer[count..];
            _buffered += count;
            if (_buffered < PieceSize) continue;
            _buffered = 0;
            Encode(_piece.AsSpan(0, PieceSize));
        }
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Ends the frame. Without it, disposal leaves the output with an incomplete one.</summary>
    /// <exception cref="InvalidOperationException">More or less than the announced length was written.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_piece is null, this);
        if (_completed) return;
        if (_announced is long announced && _written != announced) throw NotAsAnnounced();
        _completed = true;
        Finish(_piece.AsSpan(0, _buffered));
    }

    /// <summary>Does nothing: a flush would show in the bytes.</summary>
    public sealed override void Flush()
    {
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <param name="piece"><see cref="PieceSize"/> bytes.</param>
    private protected abstract void Encode(ReadOnlySpan<byte> piece);

    /// <param name="rest">Less than <see cref="PieceSize"/> bytes, maybe none.</param>
    private protected abstract void Finish(ReadOnlySpan<byte> rest);

    private InvalidOperationException NotAsAnnounced() => new($"{_written} bytes written, {_announced} announced");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _piece is not null)
        {
            ArrayPool<byte>.Shared.Return(_piece);
            _piece = null;
        }

        base.Dispose(disposing);
    }
}
