using InitrdComposer.Files;
using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Transport;

/// <summary>
/// An object of the cache that is being written. Its file is its lock: all who want the object open the same partial file, and whoever has its flock
/// writes. Not synced to disk: what a power failure spoils is found when it is hashed.
/// </summary>
internal sealed class CacheEntry : IDisposable
{
    private readonly string _partial;
    private readonly string _object;
    private bool _isPublished;

    private CacheEntry(string partial, string @object, FileStream stream) => (_partial, _object, Stream) = (partial, @object, stream);

    /// <summary>Empty at first.</summary>
    public FileStream Stream { get; }

    /// <summary>Where it is while it is written, for errors.</summary>
    public string PartialPath => _partial;

    /// <summary>Null while somebody else writes it.</summary>
    public static CacheEntry? TryCreate(string partial, string @object)
    {
        // Not by FileStream's constructor, which takes a lock of its own and throws when it gets none.
        SafeFileHandle handle = Libc.Open(partial, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, 0b110_110_110);
        if (handle.IsInvalid) throw LocalFailure.Of(partial, "write to the cache", Libc.Errno);
        var stream = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 1);

        // Whoever had the lock may have renamed or removed the file while we waited to open or lock it.
        bool isOurs = FileLock.TryLock(handle)
            && Libc.Status(handle, out FileStatus opened) == 0
            && Libc.LinkStatus(partial, out FileStatus named) == 0
            && opened.IsSameFile(named);
        if (!isOurs)
        {
            stream.Dispose();
            return null;
        }

        stream.SetLength(0);
        return new(partial, @object, stream);
    }

    /// <summary>Gives it its name; the caller knows that the bytes are right.</summary>
    public void Publish()
    {
        Stream.Flush();
        Directory.CreateDirectory(Path.GetDirectoryName(_object)!);
        Durable.Rename(_partial, _object);
        _isPublished = true;
    }

    public void Dispose()
    {
        try
        {
            if (!_isPublished) File.Delete(_partial);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The next run takes it over.
        }

        Stream.Dispose();
    }
}
