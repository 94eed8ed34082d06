using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Root;

/// <summary>
/// The bodies of an image, verified, in one temporary file that has no name: whatever happens to the process, the kernel gives the space back.
/// Thread-safe.
/// </summary>
public sealed class Spool : IDisposable
{
    private const int BufferSize = 1 << 18;

    private readonly SafeFileHandle _file;
    private readonly string _folder;
    private readonly ConcurrentDictionary<ContentKey, long> _offsets = new();
    private long _end;

    /// <exception cref="ComposerException">The folder cannot be written.</exception>
    public Spool(string folder)
    {
        _folder = folder;
        string path = Path.Combine(folder, $".initrd-composer-{Path.GetRandomFileName()}");
        try
        {
            _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposerException(RootErrors.Spool, $"no temporary file in {folder}: {e.Message}", cause: e);
        }
    }

    /// <summary>Bytes in it.</summary>
    public long Length => Volatile.Read(ref _end);

    /// <summary>The bytes of a content that was stored; null before that.</summary>
    internal PositionalSource? Find(FileContent content) =>
        _offsets.TryGetValue(ContentKey.Of(content), out long offset) ? new Part(_file, offset, content.Length) : null;

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
            RandomAccess.Write(_file, bytes, offset);
        }
        catch (IOException e)
        {
            throw new ComposerException(RootErrors.Spool, $"the temporary file in {_folder} cannot be written: {e.Message}", cause: e);
        }
    }

    private sealed class Part(SafeFileHandle file, long start, long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            if (offset >= length) return 0;
            return RandomAccess.Read(file, into[..(int)Math.Min(into.Length, length - offset)], start + offset);
        }
    }
}
