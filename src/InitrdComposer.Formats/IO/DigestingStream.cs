using System.Security.Cryptography;

namespace InitrdComposer.Formats.IO;

/// <summary>Hashes and counts what is read through it, so that the bytes that are used are the bytes that are verified.</summary>
/// <param name="inner">Read from, and disposed with this stream.</param>
/// <param name="algorithm">The digest that is wanted.</param>
public sealed class DigestingStream(Stream inner, DigestAlgorithm algorithm) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = algorithm.CreateHash();
    private long _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        _hash.AppendData(buffer[..read]);
        _position += read;
        return read;
    }

    /// <summary>The digest of everything that was read so far; starts anew.</summary>
    public Digest Finish() => Digest.Finish(algorithm, _hash);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
