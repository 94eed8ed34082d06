using System.Buffers;
using System.Security.Cryptography;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Transport;

/// <summary>Bytes whose digest was computed from this very open file: renaming or replacing the file does not change what is read.</summary>
public sealed class VerifiedFile : PositionalSource, IDisposable
{
    private readonly FileSource _file;

    private VerifiedFile(FileSource file, Digest digest) => (_file, Digest) = (file, digest);

    /// <summary>Where the bytes are on this machine.</summary>
    public string Path => _file.Path;

    public Digest Digest { get; }

    public override long Length => _file.Length;

    public override int ReadAt(long offset, Span<byte> into) => _file.ReadAt(offset, into);

    public void Dispose() => _file.Dispose();

    /// <summary>Opens and hashes a file.</summary>
    /// <param name="check">Looks at the length before anything is read.</param>
    /// <returns>The file with the digest that it has, whatever was hoped for.</returns>
    /// <exception cref="ComposerException">Missing, unreadable, no regular file.</exception>
    internal static VerifiedFile Open(Disk disk, string path, DigestAlgorithm algorithm, Action<long>? check = null)
    {
        FileSource file = FileSource.Open(disk, path);
        try
        {
            check?.Invoke(file.Length);
            return new(file, Hash(file, algorithm));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Digest Hash(FileSource file, DigestAlgorithm algorithm)
    {
        using IncrementalHash hash = algorithm.CreateHash();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            long offset = 0;
            int read;
            while ((read = file.ReadAt(offset, buffer)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                offset += read;
            }

            return offset == file.Length
                ? Digest.Finish(algorithm, hash)
                : throw new ComposerException(LocalFailure.Other, $"changed while it was read: {offset} bytes, {file.Length} before", new SourceLocation(file.Path));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
