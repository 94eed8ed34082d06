using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// A file that appears whole or not at all: written beside its target, then renamed over it. Until <see cref="Commit"/> the old file stays as it is,
/// whatever happens. A symbolic link at the target is replaced itself.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly Disk _disk;
    private readonly string _path;
    private readonly string _temporary;
    private readonly DiskFile _file;
    private readonly bool _isDurable;
    private bool _isDone;

    private AtomicFile(Disk disk, string path, string temporary, DiskFile file, bool isDurable)
    {
        (_disk, _path, _temporary, _file, _isDurable) = (disk, path, temporary, file, isDurable);
        Stream = new FileWriter(file, path);
    }

    /// <summary>What becomes the file; its failures are <see cref="ComposerException"/>s that name the target.</summary>
    public Stream Stream { get; }

    /// <summary>Creates the folder if need be. The mode is 0666 less the umask.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="path">The target.</param>
    /// <param name="isDurable">
    /// It outlives a power cut as soon as it has its name. Else it may be damaged then: enough for a cache that checks what it reads.
    /// </param>
    /// <exception cref="ComposerException">The target is a folder, a fifo or a device, or the folder cannot be written to.</exception>
    public static AtomicFile Create(Disk disk, string path, bool isDurable = true)
    {
        string target = Path.GetFullPath(path);
        try
        {
            if (disk.Status(target) is { IsRegular: false, IsSymbolicLink: false })
            {
                throw new ComposerException(LocalFailure.WrongKind, "is no regular file and is not overwritten", new SourceLocation(target));
            }

            disk.MakeFolders(Path.GetDirectoryName(target)!);
            Leftovers.RemoveAbandoned(disk, target);
            return Leftovers.Begin(target, temporary => TryBegin(disk, target, temporary, isDurable));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(target, "create", exception);
        }
    }

    /// <summary>Writes a file whole, and durable.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses: the old file is untouched.</exception>
    public static void Write(Disk disk, string path, Action<Stream> write) => Write(disk, path, write, isDurable: true);

    /// <inheritdoc cref="Write(Disk, string, Action{Stream})"/>
    public static void Write(Disk disk, string path, ReadOnlyMemory<byte> content) => Write(disk, path, stream => stream.Write(content.Span));

    /// <summary>Writes a file whole for a cache that checks what it reads: nothing waits for the disk.</summary>
    /// <inheritdoc cref="Write(Disk, string, Action{Stream})"/>
    public static void WriteCached(Disk disk, string path, Action<Stream> write) => Write(disk, path, write, isDurable: false);

    /// <summary>Gives it its name, durable if that was asked for.</summary>
    /// <exception cref="ComposerException">The system refuses; the old file is untouched, unless all that failed is making the new name durable.</exception>
    public void Commit()
    {
        Stream.Flush();
        try
        {
            if (_isDurable) _file.Sync();
            _disk.Rename(_temporary, _path);
            _isDone = true;
            _file.Unlock();
            if (_isDurable) _disk.Sync(Path.GetDirectoryName(_path)!);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(_path, _isDone ? "make its name durable" : "put into place", exception);
        }
    }

    public void Dispose()
    {
        if (!_isDone) Leftovers.TryRemove(_disk, _temporary);
        _isDone = true;
        _file.Dispose();
    }

    /// <summary>Null when somebody has taken it for abandoned before it was locked.</summary>
    private static AtomicFile? TryBegin(Disk disk, string target, string temporary, bool isDurable)
    {
        DiskFile? file = disk.Create(temporary);
        try
        {
            bool isHeld = file.TryLock() switch
            {
                LockOutcome.Taken => disk.Status(temporary) is FileStatus named && file.Status().IsSameFile(named),
                LockOutcome.Unavailable => true, // nobody else has locks either, and without them nobody cleans
                _ => false,
            };
            if (!isHeld) return null;
            var begun = new AtomicFile(disk, target, temporary, file, isDurable);
            file = null;
            return begun;
        }
        finally
        {
            if (file is not null)
            {
                Leftovers.TryRemove(disk, temporary);
                file.Dispose();
            }
        }
    }

    private static void Write(Disk disk, string path, Action<Stream> write, bool isDurable)
    {
        using AtomicFile file = Create(disk, path, isDurable);
        write(file.Stream);
        file.Commit();
    }
}
