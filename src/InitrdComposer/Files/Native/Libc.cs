using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files.Native;

/// <summary>
/// The calls that .NET does not have or hides the errors of: <c>Flush(true)</c> swallows fsync's, <c>File.Move</c> copies across devices,
/// <c>FileShare</c> locks ignore file systems without locks. Constants are Linux's, the same on all architectures that .NET runs on.
/// </summary>
internal static partial class Libc
{
    public const int OpenReadOnly = 0;
    public const int OpenReadWrite = 2;
    public const int OpenCreate = 0x40;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;

    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;
    public const int LockRelease = 8;

    public const uint RenameNoReplace = 1;
    public const uint RenameExchange = 2;

    private const int AtCurrentFolder = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasicStats = 0x7FF;

    /// <summary>errno after a call that failed.</summary>
    public static int Errno => Marshal.GetLastPInvokeError();

    public static int RenameAt2(string from, string to, uint flags) => RenameAt2(AtCurrentFolder, from, AtCurrentFolder, to, flags);

    /// <summary>Access and modification, to the kernel's clock.</summary>
    public static int SetTimesToNow(string path) => SetTimes(AtCurrentFolder, path, 0, AtSymlinkNoFollow);

    /// <summary>Of a path, a symbolic link itself.</summary>
    public static int LinkStatus(string path, out FileStatus status) => Statx(AtCurrentFolder, path, AtSymlinkNoFollow, StatxBasicStats, out status);

    /// <summary>Of an open file.</summary>
    public static int Status(SafeFileHandle file, out FileStatus status) => Statx(file, "", AtEmptyPath, StatxBasicStats, out status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int folder, string path, nint times, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle folder, string path, int flags, uint mask, out FileStatus status);
}

/// <summary>struct statx (statx(2)), as far as it is used; the same layout on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const ushort TypeMask = 0xF000;

    [FieldOffset(0x14)]
    public uint User;

    [FieldOffset(0x1C)]
    public ushort Mode;

    [FieldOffset(0x20)]
    public ulong Inode;

    [FieldOffset(0x28)]
    public long Size;

    /// <summary>Of the last change of content, permissions or links, in seconds since 1970.</summary>
    [FieldOffset(0x60)]
    public long ChangedSeconds;

    [FieldOffset(0x68)]
    public uint ChangedNanoseconds;

    /// <summary>Of the last change of content, in seconds since 1970.</summary>
    [FieldOffset(0x70)]
    public long ModifiedSeconds;

    [FieldOffset(0x78)]
    public uint ModifiedNanoseconds;

    [FieldOffset(0x88)]
    public uint DeviceMajor;

    [FieldOffset(0x8C)]
    public uint DeviceMinor;

    /// <summary>The twelve permission bits.</summary>
    public readonly ushort Permissions => (ushort)(Mode & ~TypeMask);

    public readonly bool IsRegular => (Mode & TypeMask) == 0x8000;

    public readonly bool IsFolder => (Mode & TypeMask) == 0x4000;

    public readonly bool IsSymbolicLink => (Mode & TypeMask) == 0xA000;

    public readonly bool IsSameFile(FileStatus other) => (Inode, DeviceMajor, DeviceMinor) == (other.Inode, other.DeviceMajor, other.DeviceMinor);
}
