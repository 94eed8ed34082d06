using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.Payload;

/// <summary>
/// The bodies of an image, verified, in one temporary file that has no name: whatever happens to the process, the kernel gives the space back.
/// Thread-safe.
/// </summary>
public sealed class Spool : IDisposable
{
    private const int BufferSize = 1 << 18;

    private readonly DiskFile _file;
    private readonly string _folder;
    private readonly ConcurrentDictionary<ContentKey, long> _offsets = new();
    private long _end;

    /// <param name="disk">Where.</param>
    /// <param name="folder">Where on it.</param>
    /// <exception cref="ComposerException">The folder cannot be written.</exception>
    public Spool(Disk disk, string folder)
    {
        _folder = folder;
        try
        {
            _file = TemporaryFile.Create(disk, folder);
        }
        catch (IOException e)
        {
            throw LocalFailure.Of(folder, "make a temporary file", e);
        }
    }

    /// <summary>Bytes in it.</summary>
    public long Length => Volatile.Read(ref _end);

    /// <summary>The bytes of a content that was stored; null before that.</summary>
    internal PositionalSource? Find(FileContent content) =>
        _offsets.TryGetValue(ContentKey.Of(content), out long offset) ? new Part(this, offset, content.Length) : null;

    public void Dispose() => _file.Dispose();

    /// <summary>Copies one body into the spool and hashes it on the way.</summary>
    /// <param name="content">What is promised.</param>
    /// <param name="body">Read to its end.</param>
    /// <returns>What was found instead of what is promised, or null when all agrees.</returns>
    internal string? Store(FileContent content, Stream body)
    {
        long offset = Interlocked.Add(ref _end, content.Length) - content.Length;
        Digest? promised = content.Digest.Hex is null ? null : content.Digest;
        using var hash = promised?.Algorithm.CreateHash();
        using var buffer = new RentedBuffer(BufferSize);
        long length = 0;
        for (int read; (read = body.Read(buffer.Span)) > 0; length += read)
        {
            if (length + read > content.Length) return $"more than {content.Length} bytes";
            hash?.AppendData(buffer.Span[..read]);
            Write(buffer.Span[..read], offset + length);
        }

        if (length != content.Length) return $"{length} bytes";
        Digest? found = hash is null ? null : Digest.Finish(promised!.Value.Algorithm, hash);
        if (found != promised) return found.ToString();
        _offsets[ContentKey.Of(content)] = offset;
        return null;
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            _file.WriteAt(offset, bytes);
        }
        catch (IOException e)
        {
            throw LocalFailure.Of(_folder, "write a temporary file", e, bytes.Length);
        }
    }

    private int Read(long offset, Span<byte> into)
    {
        try
        {
            return _file.ReadAt(offset, into);
        }
        catch (IOException e)
        {
            throw LocalFailure.Of(_folder, "read a temporary file", e);
        }
    }

    private sealed class Part(Spool spool, long start, long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into) =>
            offset >= length ? 0 : spool.Read(start + offset, into[..(int)Math.Min(into.Length, length - offset)]);
    }
}
