using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;

namespace InitrdComposer.Files;

/// <summary>
/// A file that appears whole or not at all: written beside its target, made durable, then renamed over it. Until <see cref="Commit"/> the old file
/// stays as it is, whatever happens. A symbolic link at the target is replaced itself.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _isDone;

    private AtomicFile(string path, string temporary, FileStream stream) => (_path, _temporary, _stream) = (path, temporary, stream);

    /// <summary>What becomes the file. Its write errors are <see cref="IOException"/>s; <see cref="Write(string, Action{System.IO.Stream})"/> translates them.</summary>
    public Stream Stream => _stream;

    /// <summary>Creates the folder if need be. The mode is 0666 less the umask.</summary>
    /// <exception cref="ComposerException">The target is a folder, a fifo or a device, or the folder cannot be written to.</exception>
    public static AtomicFile Create(string path)
    {
        string target = Path.GetFullPath(path);
        if (Libc.LinkStatus(target, out FileStatus status) == 0 && !status.IsRegular && !status.IsSymbolicLink)
        {
            throw new ComposerException(LocalFailure.WrongKind, "is no regular file and is not overwritten", new SourceLocation(target));
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Leftovers.RemoveAbandoned(target);
            string temporary = Leftovers.NameFor(target);
            var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete, // the lock below is ours, not .NET's
                BufferSize = 1 << 16,
            });
            FileLock.TryLock(stream.SafeFileHandle);
            return new(target, temporary, stream);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(target, "create", exception);
        }
    }

    /// <summary>Writes a file whole.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses: the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = Create(path);
        try
        {
            write(file.Stream);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(file._path, "write", exception);
        }

        file.Commit();
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, ReadOnlyMemory<byte> content) => Write(path, stream => stream.Write(content.Span));

    /// <summary>Makes it durable and gives it its name.</summary>
    public void Commit()
    {
        try
        {
            _stream.Flush();
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(_path, "write", exception);
        }

        Durable.Sync(_stream.SafeFileHandle, _path);
        Durable.Rename(_temporary, _path);
        _isDone = true;
        FileLock.Release(_stream.SafeFileHandle);
        Durable.SyncFolder(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        if (!_isDone)
        {
            _isDone = true;
            TryRemove(_temporary);
        }

        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be flushed belongs to a file that is given up: the failure that led here is the one to report.
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The next run removes it.
        }
    }
}
