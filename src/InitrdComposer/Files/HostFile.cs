using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>A file that is open on this machine.</summary>
internal sealed class HostFile(SafeFileHandle handle, string path) : DiskFile
{
    private const int Eintr = 4;
    private const int Eagain = 11;

    public override int ReadAt(long offset, Span<byte> into) => RandomAccess.Read(handle, into, offset);

    public override void WriteAt(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

    public override void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public override FileStatus Status() => Libc.Status(handle, out FileStatus status) == 0 ? status : throw HostDisk.Failure(path);

    public override void Sync()
    {
        if (Libc.Fsync(handle) != 0) throw HostDisk.Failure(path);
    }

    public override bool TryLock() => Lock(Libc.LockExclusive | Libc.LockNonBlocking) != Eagain;

    public override void ShareLock() => Lock(Libc.LockShared);

    public override void Unlock() => Lock(Libc.LockRelease);

    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
    }

    /// <summary>0, or why there is no lock.</summary>
    private int Lock(int operation)
    {
        while (Libc.Flock(handle, operation) != 0)
        {
            int errno = Libc.Errno;
            if (errno != Eintr) return errno;
        }

        return 0;
    }
}
