using InitrdComposer.Files;

namespace InitrdComposer.Transport;

/// <summary>
/// An object of the cache that is being written. Its file is its lock: all who want the object open the same partial file, and whoever has its flock
/// writes. Where there are no locks each writes a file of its own, and the last to be ready gives the same bytes the same name once more. Not synced to disk: what a power failure spoils is found when it is hashed.
/// </summary>
internal sealed class CacheEntry : IDisposable
{
    private readonly Disk _disk;
    private readonly DiskFile _file;
    private readonly string _partial;
    private readonly string _object;
    private bool _isPublished;

    private CacheEntry(Disk disk, DiskFile file, string partial, string @object)
    {
        (_disk, _file, _partial, _object) = (disk, file, partial, @object);
        Stream = new FileWriter(file, partial, "write to the cache");
    }

    /// <summary>Empty at first; its failures are <see cref="Diagnostics.ComposerException"/>s.</summary>
    public Stream Stream { get; }

    /// <summary>Null while somebody else writes it.</summary>
    /// <exception cref="IOException">The cache cannot be written to.</exception>
    public static CacheEntry? TryCreate(Disk disk, string partial, string @object)
    {
        DiskFile? file = disk.OpenOrCreate(partial);
        try
        {
            LockOutcome outcome = file.TryLock();
            if (outcome == LockOutcome.Unavailable)
            {
                Leftovers.TryRemove(disk, partial);
                string own = Leftovers.NameFor(partial);
                return new(disk, disk.Create(own), own, @object);
            }

            // Whoever had the lock may have renamed or removed the file while we waited to open or lock it.
            if (outcome == LockOutcome.Busy || disk.Status(partial) is not FileStatus named || !file.Status().IsSameFile(named)) return null;
            file.SetLength(0);
            var entry = new CacheEntry(disk, file, partial, @object);
            file = null;
            return entry;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Gives it its name; the caller knows that the bytes are right.</summary>
    /// <exception cref="Diagnostics.ComposerException">The cache cannot be written to.</exception>
    public void Publish()
    {
        Stream.Flush();
        try
        {
            _disk.MakeFolders(Path.GetDirectoryName(_object)!);
            _disk.Rename(_partial, _object);
            _isPublished = true;
            _file.Unlock();
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(_partial, "keep it in the cache", exception);
        }
    }

    public void Dispose()
    {
        if (!_isPublished) Leftovers.TryRemove(_disk, _partial);
        _file.Dispose();
    }
}
