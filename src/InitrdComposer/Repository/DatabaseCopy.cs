using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Files.Native;

namespace InitrdComposer.Repository;

/// <summary>A database of this machine with its journals, as they were at one moment, in a folder that nobody else writes to; gone afterwards.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    /// <summary>A transaction of rpm writes now and then, for minutes; nobody waits for its end.</summary>
    private const int Attempts = 5;

    /// <summary>sqlite's, without which the database is that of an earlier moment, or of none. The shared memory file is made anew.</summary>
    private static readonly string[] Suffixes = ["", "-wal", "-journal"];

    private readonly DirectoryInfo _folder;

    private DatabaseCopy(DirectoryInfo folder, string path) => (_folder, Path) = (folder, path);

    public string Path { get; }

    /// <exception cref="ComposerException">It cannot be read, changes all the time, or there is no space.</exception>
    public static DatabaseCopy Of(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (long, ulong, long, long, uint)?[] before = [.. Suffixes.Select(suffix => StateOf(path + suffix))];
            DatabaseCopy copy = Copy(path);
            if (before.SequenceEqual(Suffixes.Select(suffix => StateOf(path + suffix)))) return copy;
            copy.Dispose();
        }

        throw new ComposerException(RepositoryDiagnostics.BusyDatabase, "changes while it is read", new SourceLocation(path), "wait until packages are installed, and try again");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DatabaseCopy Copy(string path)
    {
        DirectoryInfo folder;
        try
        {
            folder = Directory.CreateTempSubdirectory("initrd-composer-");
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(System.IO.Path.GetTempPath(), "make a temporary folder", exception);
        }

        var copy = new DatabaseCopy(folder, System.IO.Path.Combine(folder.FullName, "database"));
        try
        {
            foreach (string suffix in Suffixes.Where(suffix => StateOf(path + suffix) is not null)) Copy(path + suffix, copy.Path + suffix);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private static void Copy(string from, string to)
    {
        using FileSource source = FileSource.Open(from);
        using Stream stream = source.OpenStream();
        try
        {
            using FileStream copy = File.Create(to);
            stream.CopyTo(copy, 1 << 17);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(to, "write", exception);
        }
    }

    private static (long Size, ulong Inode, long Seconds, long Changed, uint Nanoseconds)? StateOf(string path) => Libc.LinkStatus(path, out FileStatus status) == 0
        ? (status.Size, status.Inode, status.ModifiedSeconds, status.ChangedSeconds, status.ModifiedNanoseconds)
        : null;
}
