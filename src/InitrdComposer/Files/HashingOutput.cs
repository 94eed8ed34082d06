using System.Security.Cryptography;
using InitrdComposer.Formats;

namespace InitrdComposer.Files;

/// <summary>Hashes and counts what is written through it.</summary>
/// <param name="inner">Stays open.</param>
internal sealed class HashingOutput(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = DigestAlgorithm.Sha256.CreateHash();
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>Bytes written so far.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Of everything written so far; starts anew.</summary>
    public Digest Finish() => Digest.Finish(DigestAlgorithm.Sha256, _hash);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _hash.AppendData(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
