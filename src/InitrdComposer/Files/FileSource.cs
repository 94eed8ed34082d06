using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;
using InitrdComposer.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace InitrdComposer.Files;

/// <summary>A regular file of the host, open: the same bytes even when the name is given to another file meanwhile.</summary>
public sealed class FileSource : PositionalSource, IDisposable
{
    private const int MaxSmallFile = 16 << 20;

    private readonly SafeFileHandle _handle;

    private FileSource(string path, SafeFileHandle handle, long length) => (Path, _handle, Length) = (path, handle, length);

    public string Path { get; }

    public override long Length { get; }

    /// <summary>Opens a file; never waits for a fifo, never touches a device.</summary>
    /// <exception cref="ComposerException">Missing, unreadable, or no regular file.</exception>
    public static FileSource Open(string path)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.OpenReadOnly | Libc.OpenCloseOnExec | Libc.OpenNonBlocking, 0);
        int errno = Libc.Errno;
        if (!handle.IsInvalid && Libc.Status(handle, out FileStatus status) == 0)
        {
            if (status.IsRegular) return new(path, handle, status.Size);
            handle.Dispose();
            throw new ComposerException(LocalFailure.WrongKind, "is no regular file", new SourceLocation(path));
        }

        if (!handle.IsInvalid) errno = Libc.Errno;
        handle.Dispose();
        throw LocalFailure.Of(path, "open", errno);
    }

    /// <summary>A small file whole.</summary>
    /// <exception cref="ComposerException">Missing, unreadable, no regular file, or longer than 16 MiB.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        using FileSource file = Open(path);
        if (file.Length > MaxSmallFile) throw new ComposerException(LocalFailure.WrongKind, $"is too long: got {file.Length} bytes, expected at most {MaxSmallFile}", new SourceLocation(path));
        var bytes = new byte[file.Length];
        file.ReadExactlyAt(0, bytes);
        return bytes;
    }

    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public override int ReadAt(long offset, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(_handle, into, offset);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(Path, "read", exception);
        }
    }

    public void Dispose() => _handle.Dispose();
}
