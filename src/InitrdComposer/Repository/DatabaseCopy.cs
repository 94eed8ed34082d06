using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Repository;

/// <summary>A database of this machine with its journals, as they were at one moment, in a folder that nobody else writes to; gone afterwards.</summary>
internal sealed class DatabaseCopy : IDisposable
{
    /// <summary>A transaction of rpm writes now and then, for minutes; nobody waits for its end.</summary>
    private const int Attempts = 5;

    /// <summary>sqlite's, without which the database is that of an earlier moment, or of none. The shared memory file is made anew.</summary>
    private static readonly string[] Suffixes = ["", "-wal", "-journal"];

    private readonly TemporaryFolder _folder;

    private DatabaseCopy(TemporaryFolder folder) => _folder = folder;

    public string Path => _folder.PathOf(Name(""));

    /// <param name="disk">Where it is.</param>
    /// <param name="path">Its file.</param>
    /// <param name="temporary">What the folder is made in.</param>
    /// <exception cref="ComposerException">It cannot be read, changes all the time, or there is no space.</exception>
    public static DatabaseCopy Of(Disk disk, string path, string temporary)
    {
        var view = new DiskView(disk);
        FileVersion?[] Versions() => [.. Suffixes.Select(suffix => view.Status(path + suffix)?.Version)];

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FileVersion?[] before = Versions();
            var copy = new DatabaseCopy(TemporaryFolder.Create(disk, temporary));
            try
            {
                foreach (string suffix in Suffixes.Where((_, i) => before[i] is not null)) copy.Add(disk, path, suffix);
            }
            catch
            {
                copy.Dispose();
                throw;
            }

            if (before.SequenceEqual(Versions())) return copy;
            copy.Dispose();
        }

        throw new ComposerException(RepositoryDiagnostics.BusyDatabase, "changes while it is read", new SourceLocation(path), "wait until packages are installed, and try again");
    }

    public void Dispose() => _folder.Dispose();

    private void Add(Disk disk, string path, string suffix)
    {
        using FileSource source = FileSource.Open(disk, path + suffix);
        using Stream stream = source.OpenStream();
        _folder.Add(Name(suffix), stream);
    }

    private static string Name(string suffix) => "database" + suffix;
}
