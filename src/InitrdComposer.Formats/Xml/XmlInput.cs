using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace InitrdComposer.Formats.Xml;

/// <summary>
/// The bytes of an XML document, buffered: what a caller sees is valid UTF-8 made of characters that XML 1.0 allows (clause 2.2), and every byte of
/// it can be named by offset, line and column.
/// </summary>
internal sealed class XmlInput(Stream source, string format, int maxTokenLength)
{
    private const int InitialBuffer = 1 << 18;

    private static readonly SearchValues<byte> ForbiddenControls =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0B, 0x0C, .. Enumerable.Range(0x0E, 0x20 - 0x0E).Select(c => (byte)c)]);

    private byte[] _buffer = new byte[InitialBuffer];
    private int _start;
    private int _checked;
    private int _end;
    private bool _ended;
    private long _discarded;
    private int _lines;
    private long _lineStart;

    /// <summary>From the current place to the end of what is buffered; moves when <see cref="Fill"/> is called.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(_start, _checked - _start);

    /// <summary>Offset of the current place in the document.</summary>
    public long Offset => _discarded + _start;

    public void Advance(int count) => _start += count;

    /// <summary>Reads more; false at the end of the document.</summary>
    /// <exception cref="MalformedDataException">No UTF-8, a forbidden character, or the current token is longer than the limit.</exception>
    public bool Fill()
    {
        if (_ended) return false;
        MakeRoom();
        int read = source.ReadAtLeast(_buffer.AsSpan(_end), (_buffer.Length - _end + 1) / 2, throwOnEndOfStream: false);
        _ended = read < (_buffer.Length - _end + 1) / 2;
        _end += read;
        int before = _checked;
        _checked = _ended ? _end : _end - IncompleteTail(_buffer.AsSpan(_checked, _end - _checked));
        Check(before);
        return _checked > before || (!_ended && Fill());
    }

    /// <param name="ahead">Bytes from the current place.</param>
    public DataPosition PositionAt(int ahead)
    {
        ReadOnlySpan<byte> before = _buffer.AsSpan(0, Math.Min(_start + ahead, _end));
        int newLine = before.LastIndexOf((byte)'\n');
        long lineStart = newLine < 0 ? _lineStart : _discarded + newLine + 1;
        long offset = _discarded + before.Length;
        return new(offset, 1 + _lines + before.Count((byte)'\n'), (int)Math.Min(offset - lineStart + 1, int.MaxValue));
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            ReadOnlySpan<byte> gone = _buffer.AsSpan(0, _start);
            _lines += gone.Count((byte)'\n');
            if (gone.LastIndexOf((byte)'\n') is int newLine and >= 0) _lineStart = _discarded + newLine + 1;
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _discarded += _start;
            (_checked, _end, _start) = (_checked - _start, _end - _start, 0);
        }

        if (_end < _buffer.Length / 2) return;
        if (_end >= maxTokenLength)
        {
            throw new MalformedDataException(format, PositionAt(0), "token length", $"more than {_end} bytes", $"at most {maxTokenLength} bytes");
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private void Check(int from)
    {
        ReadOnlySpan<byte> added = _buffer.AsSpan(from, _checked - from);
        int bad = Utf8.IsValid(added) ? -1 : FirstInvalid(added);
        if (bad >= 0)
        {
            throw new MalformedDataException(format, PositionAt(from + bad - _start), "encoding", $"byte 0x{added[bad]:X2}", "UTF-8");
        }

        bad = added.IndexOfAny(ForbiddenControls);
        if (bad < 0) bad = added.IndexOf("\uFFFE"u8);
        if (bad < 0) bad = added.IndexOf("\uFFFF"u8);
        if (bad >= 0)
        {
            throw new MalformedDataException(format, PositionAt(from + bad - _start), "character", $"byte 0x{added[bad]:X2}", "a character of XML 1.0");
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out int consumed) == OperationStatus.Done) at += consumed;
        return at;
    }

    /// <summary>How many bytes at the end are the beginning of a character whose rest has not been read.</summary>
    private static int IncompleteTail(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            byte b = bytes[^back];
            if (b < 0x80) return 0;
            if (b >= 0xC0) return back < (b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2) ? back : 0;
        }

        return 0;
    }
}
