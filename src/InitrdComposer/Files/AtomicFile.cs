using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// A file that appears whole or not at all: written beside its target, made durable, then renamed over it. Until <see cref="Commit"/> the old file
/// stays as it is, whatever happens. A symbolic link at the target is replaced itself.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly Disk _disk;
    private readonly string _path;
    private readonly string _temporary;
    private readonly DiskFile _file;
    private bool _isDone;

    private AtomicFile(Disk disk, string path, string temporary, DiskFile file)
    {
        (_disk, _path, _temporary, _file) = (disk, path, temporary, file);
        Stream = new FileWriter(file, path);
    }

    /// <summary>What becomes the file; its failures are <see cref="ComposerException"/>s that name the target.</summary>
    public Stream Stream { get; }

    /// <summary>Creates the folder if need be. The mode is 0666 less the umask.</summary>
    /// <exception cref="ComposerException">The target is a folder, a fifo or a device, or the folder cannot be written to.</exception>
    public static AtomicFile Create(Disk disk, string path)
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
            string temporary = Leftovers.NameFor(target);
            DiskFile file = disk.Create(temporary);
            file.TryLock();
            return new(disk, target, temporary, file);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(target, "create", exception);
        }
    }

    /// <summary>Writes a file whole.</summary>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses: the old file is untouched.</exception>
    public static void Write(Disk disk, string path, Action<Stream> write)
    {
        using AtomicFile file = Create(disk, path);
        write(file.Stream);
        file.Commit();
    }

    /// <inheritdoc cref="Write(Disk, string, Action{Stream})"/>
    public static void Write(Disk disk, string path, ReadOnlyMemory<byte> content) => Write(disk, path, stream => stream.Write(content.Span));

    /// <summary>Makes it durable and gives it its name.</summary>
    /// <exception cref="ComposerException">The system refuses; the old file is untouched, unless all that failed is making the new name durable.</exception>
    public void Commit()
    {
        Stream.Flush();
        try
        {
            _file.Sync();
            _disk.Rename(_temporary, _path);
            _isDone = true;
            _file.Unlock();
            _disk.Sync(Path.GetDirectoryName(_path)!);
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
}
