using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>bzip2 by SharpZipLib, which verifies the CRC of each block and of the stream.</summary>
internal sealed class Bzip2DecoderStream(DecoderInput input) : DecoderStream("bzip2", input)
{
    private const int BufferSize = 128 * 1024;
    private const int MagicLength = 4;

    // A stream costs 4 MB of fresh tables however little is in it, and an empty one is 14 bytes long. Who compresses in parallel cuts at
    // whole blocks, of which the smallest have 100,000 bytes: only the last stream of each file is smaller.
    private const int SmallestBlock = 100_000;
    private const int MaxSmallMembers = 32;

    private readonly CountingStream _input = new(input.Stream, input.Offset);
    private readonly byte[] _output = new byte[BufferSize];
    private BZip2InputStream? _bzip2;
    private long _memberLength;
    private int _smallMembers;
    private bool _finished;

    public override long CompressedOffset => _input.Offset;

    /// <summary>A block is taken whole when its first byte is handed out, in the middle of a call.</summary>
    private protected override bool IsMapEstimated => true;

    private protected override int Decode(Span<byte> buffer)
    {
        if (_finished || buffer.IsEmpty) return 0;
        try
        {
            while (true)
            {
                long before = CompressedOffset;
                _bzip2 ??= OpenMember();
                int read = _bzip2.Read(_output, 0, Math.Min(buffer.Length, _output.Length));
                if (read > 0)
                {
                    if (CompressedOffset > before) Input.Track?.Pass(before - Input.Offset, DecompressedOffset);
                    _output.AsSpan(0, read).CopyTo(buffer);
                    _memberLength += read;
                    return read;
                }

                // It reads byte by byte and stops with the last one of a stream.
                _bzip2.Dispose();
                _bzip2 = null;
                _finished = Input.IsOneFrame || _input.Buffer(1) == 0;
                if (_finished) return 0;
                EndMember();
            }
        }
        catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException or ArgumentException or NullReferenceException)
        {
            // The decoder indexes its tables with what it reads and leaves it to the runtime to refuse.
            throw Malformed("block", e.Message, "valid data with a right check", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bzip2?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private void EndMember()
    {
        if (_memberLength < SmallestBlock) _smallMembers++;
        _memberLength = 0;
        if (_smallMembers > MaxSmallMembers) throw Malformed("streams", $"more than {MaxSmallMembers} of less than {SmallestBlock} bytes", "streams of whole blocks, as parallel compressors write them");
    }

    /// <summary>SharpZipLib takes a wrong magic for the end of data.</summary>
    private BZip2InputStream OpenMember()
    {
        int buffered = _input.Buffer(MagicLength);
        if (buffered == 0) throw Empty();
        ReadOnlySpan<byte> head = _input.Buffered;
        if (CompressedOffset > Input.Offset && head[0] != 'B') throw Malformed("end of data", "more bytes", "nothing after the compressed stream");
        return CompressionFormats.Detect(head) == CompressionFormat.Bzip2
            ? new BZip2InputStream(_input) { IsStreamOwner = false }
            : throw Malformed(
                "magic", buffered < MagicLength ? "the end of data" : Printable.Escape(head[..MagicLength]), "BZh1 to BZh9");
    }

    /// <summary>A buffer under a decoder that asks for single bytes, counting them.</summary>
    private sealed class CountingStream(Stream inner, long offset) : ReadOnlyStream
    {
        private readonly byte[] _buffer = new byte[BufferSize];
        private int _start;
        private int _end;

        public long Offset { get; private set; } = offset;

        public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start.._end);

        /// <summary>Has at least this many bytes in the buffer, if there are as many; how many there are.</summary>
        public int Buffer(int count)
        {
            while (_end - _start < count)
            {
                Buffered.CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
                int read = inner.Read(_buffer.AsSpan(_end));
                if (read == 0) break;
                _end += read;
            }

            return _end - _start;
        }

        public override int ReadByte()
        {
            if (Buffer(1) == 0) return -1;
            Offset++;
            return _buffer[_start++];
        }

        public override int Read(Span<byte> buffer)
        {
            if (Buffer(1) == 0) return 0;
            int count = Math.Min(buffer.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer);
            _start += count;
            Offset += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
