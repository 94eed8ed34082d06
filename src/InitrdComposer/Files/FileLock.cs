using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>
/// A flock(2) on an open file or folder, mostly an exclusive one: gone when it is disposed or the process dies. On file systems without locks there is none, so
/// nothing may be correct only because of one.
/// </summary>
public sealed class FileLock : IDisposable
{
    public static readonly DiagnosticId Busy = new("FLT", 20, FailureKind.Busy);

    private const int Eintr = 4;
    private const int Eagain = 11;

    private FileLock(SafeFileHandle handle) => Handle = handle;

    /// <summary>The locked file.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>Locks an existing file or folder; false when somebody else has it.</summary>
    /// <exception cref="ComposerException">It cannot be opened.</exception>
    public static bool TryAcquire(string path, [NotNullWhen(true)] out FileLock? acquired)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking, 0);
        if (handle.IsInvalid)
        {
            int errno = Libc.Errno;
            handle.Dispose();
            throw LocalFailure.Of(path, "open", errno);
        }

        acquired = null;
        if (!TryLock(handle))
        {
            handle.Dispose();
            return false;
        }

        acquired = new(handle);
        return true;
    }

    /// <summary>
    /// A lock that any number of processes share, and that keeps everybody from an exclusive one; waits while somebody has that. Null where the file
    /// cannot be made: then nobody can change anything there either.
    /// </summary>
    public static FileLock? Share(string path)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, 0b110_110_110);
        if (handle.IsInvalid) handle = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        if (handle.IsInvalid) return null;
        while (Libc.Flock(handle, Libc.LockShared) != 0 && Libc.Errno == Eintr)
        {
            // A signal is no answer.
        }

        return new(handle);
    }

    /// <summary>True also where the file system has no locks (ENOLCK, EOPNOTSUPP and the like): then everybody has it.</summary>
    internal static bool TryLock(SafeFileHandle handle)
    {
        while (Libc.Flock(handle, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            int errno = Libc.Errno;
            if (errno != Eintr) return errno != Eagain;
        }

        return true;
    }

    /// <summary>Before the handle is closed: a published file is for everybody.</summary>
    internal static void Release(SafeFileHandle handle) => _ = Libc.Flock(handle, Libc.LockRelease);

    public void Dispose() => Handle.Dispose();
}
