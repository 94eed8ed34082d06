using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Newc;

/// <summary>
/// The stream below a cpio reader: headers are taken out of a buffer, large data goes past it from the decompressor into the reader's own memory.
/// </summary>
internal sealed class CpioInput(Stream archive, string format, long offset)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Headers, names and data of every cpio format that is read here.</summary>
    private const int Alignment = 4;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly long _start = offset;
    private int _position;
    private int _end;

    /// <summary>Offset in the file of what is read next.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The next bytes without taking them; fewer than <paramref name="count"/> at the end of data.</summary>
    public ReadOnlySpan<byte> Buffered(int count)
    {
        if (_end - _position < count)
        {
            _buffer.AsSpan(_position.._end).CopyTo(_buffer);
            (_position, _end) = (0, _end - _position);
            _end += archive.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        }

        return _buffer.AsSpan(_position, Math.Min(count, _end - _position));
    }

    /// <summary>Takes a header or a name; valid until the next call.</summary>
    /// <exception cref="MalformedDataException">The data ends before.</exception>
    public ReadOnlySpan<byte> Take(int count, string field)
    {
        ReadOnlySpan<byte> taken = Buffered(count);
        if (taken.Length < count) throw new MalformedDataException(format, Offset + taken.Length, field, "the end of data", $"{count - taken.Length} more bytes");
        _position += count;
        Offset += count;
        return taken;
    }

    public void SkipPadding() => Take(IO.Alignment.Padding(Offset - _start, Alignment), "padding");

    /// <summary>Some writers end with the trailer's name.</summary>
    public void SkipLastPadding() => Skip(Buffered(IO.Alignment.Padding(Offset - _start, Alignment)).Length);

    /// <summary>Reads up to the buffer's length; 0 only at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        int read = Math.Min(buffer.Length, _end - _position);
        if (read > 0)
        {
            _buffer.AsSpan(_position, read).CopyTo(buffer);
            _position += read;
        }
        else if (buffer.Length < BufferSize / 2)
        {
            // Small reads are served from a full buffer.
            read = Buffered(Math.Min(buffer.Length, 1)).IsEmpty ? 0 : Math.Min(buffer.Length, _end - _position);
            _buffer.AsSpan(_position, read).CopyTo(buffer);
            _position += read;
        }
        else
        {
            read = archive.Read(buffer);
        }

        Offset += read;
        return read;
    }

    /// <summary>Skips data.</summary>
    /// <exception cref="MalformedDataException">There is less.</exception>
    public void Skip(long count)
    {
        while (count > 0)
        {
            int available = Buffered(1).IsEmpty ? throw EndOfData(count) : (int)Math.Min(count, _end - _position);
            _position += available;
            Offset += available;
            count -= available;
        }
    }

    public MalformedDataException EndOfData(long missing) => new(format, Offset, "file data", "the end of data", $"{missing} more bytes");

    public MalformedDataException Malformed(string field, string got, string expected) => new(format, Offset, field, got, expected);
}
