using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// A flock(2) on an open file or folder, mostly an exclusive one: gone when it is disposed or the process dies. On file systems without locks there is none, so
/// nothing may be correct only because of one.
/// </summary>
public sealed class FileLock : IDisposable
{
    public static readonly DiagnosticId Busy = new("FLT", 20, FailureKind.Busy);

    private readonly DiskFile _file;

    private FileLock(DiskFile file) => _file = file;

    /// <summary>Locks an existing file or folder; false when somebody else has it. True also where there are no locks: then everybody has it.</summary>
    /// <exception cref="ComposerException">It cannot be opened.</exception>
    public static bool TryAcquire(Disk disk, string path, [NotNullWhen(true)] out FileLock? acquired)
    {
        DiskFile file;
        try
        {
            file = disk.Open(path);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(path, "open", exception);
        }

        acquired = file.TryLock() == LockOutcome.Busy ? null : new(file);
        if (acquired is null) file.Dispose();
        return acquired is not null;
    }

    /// <summary>
    /// A lock that any number of processes share, and that keeps everybody from an exclusive one; waits while somebody has that. Null where the file
    /// cannot be made: then nobody can change anything there either.
    /// </summary>
    public static FileLock? Share(Disk disk, string path)
    {
        if ((TryOpen(disk.OpenOrCreate, path) ?? TryOpen(disk.Open, path)) is not DiskFile file) return null;
        file.ShareLock();
        return new(file);
    }

    /// <summary>Whether a path still leads to what is locked.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public bool IsOf(Disk disk, string path) => disk.Status(path) is FileStatus named && _file.Status().IsSameFile(named);

    /// <summary>Gives the lock back at once: closing the file does that only when no child process has it any more.</summary>
    public void Dispose()
    {
        _file.Unlock();
        _file.Dispose();
    }

    private static DiskFile? TryOpen(Func<string, DiskFile> open, string path)
    {
        try
        {
            return open(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
