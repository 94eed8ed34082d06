using System.Runtime.InteropServices;
using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>The disk of this machine: Linux's system calls.</summary>
internal sealed class HostDisk : Disk
{
    private const uint ReadableAndWritable = 0b110_110_110;

    private const int Enoent = 2;
    private const int Eintr = 4;
    private const int Eacces = 13;
    private const int Eexist = 17;
    private const int Enotdir = 20;
    private const int Efbig = 27;
    private const int Eloop = 40;
    private const int Ecanceled = 125;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public override DiskFile Open(string path) => Open(path, Libc.OpenReadOnly | Libc.OpenNonBlocking);

    public override DiskFile Create(string path) => Open(path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive);

    public override DiskFile OpenOrCreate(string path) => Open(path, Libc.OpenReadWrite | Libc.OpenCreate);

    public override FileStatus? Status(string path, bool followsLinks = false)
    {
        if (Libc.Status(path, followsLinks, out FileStatus status) == 0) return status;
        return Libc.Errno is Enoent or Enotdir or Eloop ? null : throw Failure(path);
    }

    public override IReadOnlyList<string> List(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder, "*", Everything).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (ErrnoBehind(failure) is int errno)
        {
            throw new IOException(failure.Message, errno);
        }
    }

    public override string ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? throw new IOException($"{path}: is no link any more", Enoent);
        }
        catch (Exception failure) when (ErrnoBehind(failure) is int errno)
        {
            throw new IOException(failure.Message, errno);
        }
    }

    public override void MakeLink(string path, string target) => Require(() => Libc.MakeLink(target, path), path);

    public override bool MakeFolder(string path, ushort mode = OpenToAll)
    {
        if (Uninterrupted(() => Libc.MakeFolder(path, mode)) == 0) return true;
        return Libc.Errno == Eexist ? false : throw Failure(path);
    }

    public override void SetMode(string path, ushort mode) => Require(() => Libc.ChangeMode(path, mode), path);

    public override void Touch(string path) => Require(() => Libc.SetTimesToNow(path), path);

    public override void Rename(string from, string to, RenameKind kind = RenameKind.Replace) => Require(() => Libc.RenameAt2(from, to, (uint)kind), to);

    public override void Remove(string path) => Require(() => Libc.Unlink(path), path);

    public override void RemoveFolder(string path) => Require(() => Libc.RemoveFolder(path), path);

    /// <summary>
    /// A call's result when no signal has cut it short: file systems on networks and in programs answer EINTR where local ones never do (signal(7)).
    /// </summary>
    internal static int Uninterrupted(Func<int> call)
    {
        int result;
        do result = call();
        while (result != 0 && Libc.Errno == Eintr);
        return result;
    }

    /// <exception cref="IOException">The call fails.</exception>
    internal static void Require(Func<int> call, string path)
    {
        if (Uninterrupted(call) != 0) throw Failure(path);
    }

    /// <summary>Of the failures that .NET does not call an <see cref="IOException"/> (its Interop.GetExceptionForIoErrno); null of any other exception.</summary>
    internal static int? ErrnoBehind(Exception failure) => failure switch
    {
        UnauthorizedAccessException => Eacces, // EPERM and EBADF too
        ArgumentOutOfRangeException => Efbig,
        OperationCanceledException => Ecanceled,
        _ => null,
    };

    /// <summary>What errno says, as .NET's own exceptions carry it.</summary>
    internal static IOException Failure(string path)
    {
        int errno = Libc.Errno;
        return new($"{path}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    private static HostFile Open(string path, int flags)
    {
        while (true)
        {
            SafeFileHandle handle = Libc.Open(path, flags | Libc.OpenCloseOnExec, ReadableAndWritable);
            if (!handle.IsInvalid) return new(handle, path);
            IOException failure = Failure(path);
            handle.Dispose();
            if (failure.HResult != Eintr) throw failure;
        }
    }
}
