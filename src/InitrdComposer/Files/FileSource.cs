using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Files;

/// <summary>A regular file, open: the same bytes even when the name is given to another file meanwhile.</summary>
public sealed class FileSource : PositionalSource, IDisposable
{
    private const int MaxSmallFile = 16 << 20;

    private readonly DiskFile _file;

    private FileSource(string path, DiskFile file, long length, bool isOurs) => (Path, _file, Length, IsOurs) = (path, file, length, isOurs);

    public string Path { get; }

    public override long Length { get; }

    /// <summary>Whether it belongs to the user that this process acts for.</summary>
    public bool IsOurs { get; }

    /// <summary>Opens a file; never waits for a fifo, never touches a device.</summary>
    /// <exception cref="ComposerException">Missing, unreadable, or no regular file.</exception>
    public static FileSource Open(Disk disk, string path)
    {
        DiskFile? file = null;
        try
        {
            file = disk.Open(path);
            FileStatus status = file.Status();
            if (!status.IsRegular) throw new ComposerException(LocalFailure.WrongKind, "is no regular file", new SourceLocation(path));
            var source = new FileSource(path, file, status.Size, status.IsOurs);
            file = null;
            return source;
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(path, "open", exception);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>A file without a name, written whole: gone when it is disposed, or with the process.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="folder">Where on it.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public static FileSource Temporary(Disk disk, string folder, Action<Stream> write)
    {
        DiskFile? file = null;
        try
        {
            file = TemporaryFile.Create(disk, folder);
            using var writer = new FileWriter(file, folder, "write a temporary file");
            write(writer);
            writer.Flush();
            var source = new FileSource(folder, file, writer.Length, isOurs: true);
            file = null;
            return source;
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "make a temporary file", exception);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>A file whole.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="path">Its name.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="ComposerException">Missing, unreadable, no regular file, or longer than the limit.</exception>
    public static byte[] ReadAllBytes(Disk disk, string path, int limit = MaxSmallFile)
    {
        using FileSource file = Open(disk, path);
        if (file.Length > limit) throw new ComposerException(LocalFailure.WrongKind, $"is too long: got {file.Length} bytes, expected at most {limit}", new SourceLocation(path));
        var bytes = new byte[file.Length];
        file.ReadExactlyAt(0, bytes);
        return bytes;
    }

    /// <exception cref="ComposerException">The disk does not deliver, or the file has become shorter.</exception>
    public override int ReadAt(long offset, Span<byte> into)
    {
        int read;
        try
        {
            read = _file.ReadAt(offset, into);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(Path, "read", exception);
        }

        return read > 0 || into.IsEmpty || offset >= Length
            ? read
            : throw new ComposerException(LocalFailure.Other, $"changed while it was read: {offset} bytes, {Length} before", new SourceLocation(Path));
    }

    public void Dispose() => _file.Dispose();
}
