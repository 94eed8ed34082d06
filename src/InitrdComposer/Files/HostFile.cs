using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>A file that is open on this machine.</summary>
internal sealed class HostFile(SafeFileHandle handle, string path) : DiskFile
{
    private const int Eagain = 11;

    public override int ReadAt(long offset, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(handle, into, offset);
        }
        catch (Exception failure) when (HostDisk.ErrnoBehind(failure) is int errno)
        {
            throw new IOException(failure.Message, errno);
        }
    }

    public override void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (Exception failure) when (HostDisk.ErrnoBehind(failure) is int errno)
        {
            throw new IOException(failure.Message, errno);
        }
    }

    public override void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception failure) when (HostDisk.ErrnoBehind(failure) is int errno)
        {
            throw new IOException(failure.Message, errno);
        }
    }

    public override FileStatus Status() => Libc.Status(handle, out FileStatus status) == 0 ? status : throw HostDisk.Failure(path);

    public override void Sync() => HostDisk.Require(() => Libc.Fsync(handle), path);

    public override LockOutcome TryLock() => Lock(Libc.LockExclusive | Libc.LockNonBlocking) switch
    {
        0 => LockOutcome.Taken,
        Eagain => LockOutcome.Busy,
        _ => LockOutcome.Unavailable,
    };

    public override void ShareLock() => Lock(Libc.LockShared);

    public override void Unlock() => Lock(Libc.LockRelease);

    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
    }

    /// <summary>0, or why there is no lock.</summary>
    private int Lock(int operation) => HostDisk.Uninterrupted(() => Libc.Flock(handle, operation)) == 0 ? 0 : Libc.Errno;
}
