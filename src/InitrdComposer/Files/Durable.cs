using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>fsync, rename and chmod, with their errors.</summary>
internal static class Durable
{
    public static void Sync(SafeFileHandle file, string path)
    {
        if (Libc.Fsync(file) != 0) throw LocalFailure.Of(path, "write to disk", Libc.Errno);
    }

    /// <summary>Makes a folder's entries durable.</summary>
    public static void SyncFolder(string path)
    {
        using SafeFileHandle handle = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec, 0);
        if (handle.IsInvalid) throw LocalFailure.Of(path, "open", Libc.Errno);
        Sync(handle, path);
    }

    /// <param name="mode">The twelve permission bits, whatever the umask.</param>
    public static void SetMode(string path, ushort mode)
    {
        if (Libc.ChangeMode(path, mode) != 0) throw LocalFailure.Of(path, "set permissions", Libc.Errno);
    }

    /// <summary>Renames in one step, or not at all; never copies.</summary>
    /// <exception cref="ComposerException">Other file system, no permission, and what else there is.</exception>
    public static void Rename(string from, string to, uint flags = 0)
    {
        if (Libc.RenameAt2(from, to, flags) != 0) throw LocalFailure.Of(to, $"rename {from} to it", Libc.Errno);
    }
}
