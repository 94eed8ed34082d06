using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>A folder that is of use to this run only, gone when it is disposed; what a killed run left is removed by the next.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly Disk _disk;
    private readonly FileLock _lock;

    private TemporaryFolder(Disk disk, string path, FileLock @lock) => (_disk, Path, _lock) = (disk, path, @lock);

    public string Path { get; }

    /// <summary>Makes a folder that only its owner may enter.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="folder">What it is made in.</param>
    /// <exception cref="ComposerException">The system refuses.</exception>
    public static TemporaryFolder Create(Disk disk, string folder)
    {
        try
        {
            return Beside(disk, System.IO.Path.Combine(System.IO.Path.GetFullPath(folder), "initrd-composer"), Disk.OwnersOnly);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "make a temporary folder", exception);
        }
    }

    /// <summary>Where a file of it is, or would be.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file into it.</summary>
    /// <returns>Its length.</returns>
    /// <exception cref="ComposerException">The disk is full, or whatever else the system refuses.</exception>
    public long Add(string name, Stream content)
    {
        DiskFile file;
        try
        {
            file = _disk.Create(PathOf(name));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(PathOf(name), "create", exception);
        }

        using (file)
        {
            using var writer = new FileWriter(file, PathOf(name));
            content.CopyTo(writer, 1 << 17);
            writer.Flush();
            return writer.Length;
        }
    }

    /// <summary>False when somebody has removed it, or made another of that name.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    internal bool IsThere => _lock.IsOf(_disk, Path);

    public void Dispose()
    {
        Leftovers.TryRemove(_disk, Path);
        _lock.Dispose();
    }

    /// <summary>Makes a folder for what will become, or is of use to, a target.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="ComposerException">Others take it for abandoned, again and again.</exception>
    internal static TemporaryFolder Beside(Disk disk, string target, ushort mode)
    {
        Leftovers.RemoveAbandoned(disk, target);
        return Leftovers.Begin(target, path => TryBegin(disk, path, mode));
    }

    /// <summary>Null when somebody has taken it for abandoned before it was locked.</summary>
    private static TemporaryFolder? TryBegin(Disk disk, string path, ushort mode)
    {
        disk.MakeFolder(path, mode);
        FileLock? taken = null;
        try
        {
            if (!FileLock.TryAcquire(disk, path, out taken) || !taken.IsOf(disk, path)) return null;
            var begun = new TemporaryFolder(disk, path, taken);
            taken = null;
            return begun;
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            return null;
        }
        catch
        {
            Leftovers.TryRemove(disk, path);
            throw;
        }
        finally
        {
            taken?.Dispose();
        }
    }
}
