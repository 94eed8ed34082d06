namespace InitrdComposer.Files;

/// <summary>An open file or folder. Fails as <see cref="Disk"/> does. Thread-safe, but for closing it.</summary>
public abstract class DiskFile : IDisposable
{
    /// <summary>Reads up to <paramref name="into"/>'s length; 0 only at the end.</summary>
    public abstract int ReadAt(long offset, Span<byte> into);

    /// <summary>Writes all bytes, or fails after some of them.</summary>
    public abstract void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    public abstract void SetLength(long length);

    public abstract FileStatus Status();

    /// <summary>fsync(2): the bytes, or a folder's entries, outlive a power cut. Its errors are seen, which <c>FileStream.Flush(true)</c> hides.</summary>
    public abstract void Sync();

    /// <summary>Takes the exclusive flock(2) unless somebody else has one.</summary>
    public abstract LockOutcome TryLock();

    /// <summary>Takes the shared flock(2), waiting while somebody has the exclusive one.</summary>
    public abstract void ShareLock();

    /// <summary>Gives a lock back before the file is closed.</summary>
    public abstract void Unlock();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it, which never fails: what matters was synced before.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>What became of a lock that was asked for.</summary>
public enum LockOutcome
{
    /// <summary>It is ours.</summary>
    Taken,

    /// <summary>Somebody else has it.</summary>
    Busy,

    /// <summary>The file system has no locks (ENOLCK, EOPNOTSUPP and the like): whether somebody works here cannot be told.</summary>
    Unavailable,
}
