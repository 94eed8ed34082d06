using System.IO.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// gzip (RFC 1952), any number of members. <see cref="GZipStream"/> verifies CRC-32 and length of a member, but takes truncated input for the end
/// and ignores what follows the last member. So a member of our own is put behind the input: only if its content comes out, and alone, did the
/// input end exactly where a member ends.
/// </summary>
internal sealed class GzipDecoderStream : ReadOnlyStream
{
    private static readonly byte[] SentinelContent = "the end of the input"u8.ToArray();
    private static readonly byte[] Sentinel = Compress(SentinelContent);

    private readonly SentinelStream _input;
    private readonly GZipStream _gzip;
    private bool _finished;

    public GzipDecoderStream(Stream inner, long offset)
    {
        _input = new SentinelStream(inner, offset);
        _gzip = new GZipStream(_input, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_finished || buffer.IsEmpty) return 0;
        int read;
        try
        {
            read = _gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw _input.IsExhausted ? Truncated(e) : Malformed("member", "corrupt data", "a valid gzip member with a right check", e);
        }

        if (!_input.IsExhausted && read > 0) return read;
        if (!_input.IsExhausted) throw Malformed("end of data", "more bytes", "nothing after the last member");
        if (_input.IsEmpty || !IsSentinel(buffer[..read])) throw Truncated();
        _finished = true;
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The caller's buffer may be shorter than the sentinel's content, and GZipStream may hand it out in pieces.</summary>
    private bool IsSentinel(ReadOnlySpan<byte> beginning)
    {
        try
        {
            Span<byte> all = stackalloc byte[SentinelContent.Length + 1];
            if (!beginning.TryCopyTo(all)) return false;
            int length = beginning.Length + _gzip.ReadAtLeast(all[beginning.Length..], all.Length - beginning.Length, throwOnEndOfStream: false);
            return all[..length].SequenceEqual(SentinelContent);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private MalformedDataException Truncated(Exception? cause = null) => Malformed("end of data", "a truncated stream", "the end of a member", cause);

    /// <summary>The offset is as exact as GZipStream's input buffer: 8 KiB.</summary>
    private MalformedDataException Malformed(string field, string got, string expected, Exception? cause = null) =>
        new("gzip", _input.Offset, field, got, expected, cause);

    private static byte[] Compress(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return member.ToArray();
    }

    /// <summary>The input with the sentinel behind it.</summary>
    private sealed class SentinelStream(Stream inner, long offset) : ReadOnlyStream
    {
        private readonly long _start = offset;
        private int _sentinelPosition;

        /// <summary>Offset in the file of what is read next.</summary>
        public long Offset { get; private set; } = offset;

        /// <summary>The decoder has begun to read the sentinel, so it has handed out everything that the real input holds.</summary>
        public bool IsExhausted { get; private set; }

        public bool IsEmpty => IsExhausted && Offset == _start;

        public override int Read(Span<byte> buffer)
        {
            if (!IsExhausted)
            {
                int read = inner.Read(buffer);
                Offset += read;
                IsExhausted = read == 0;
                if (read > 0) return read;
            }

            int count = Math.Min(buffer.Length, Sentinel.Length - _sentinelPosition);
            Sentinel.AsSpan(_sentinelPosition, count).CopyTo(buffer);
            _sentinelPosition += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
