namespace InitrdComposer.Files;

/// <summary>What takes more than one operation of a <see cref="Disk"/>. Fails as those do, possibly half-way.</summary>
public static class Folders
{
    /// <summary>Whether something is there, if only a link that leads nowhere.</summary>
    public static bool Has(this Disk disk, string path) => disk.Status(path) is not null;

    /// <summary>Whether a folder is there, possibly behind links.</summary>
    public static bool HasFolder(this Disk disk, string path) => disk.Status(path, followsLinks: true) is { IsFolder: true };

    /// <summary>Whether a regular file is there, possibly behind links.</summary>
    public static bool HasFile(this Disk disk, string path) => disk.Status(path, followsLinks: true) is { IsRegular: true };

    /// <summary>Makes a folder and what is missing above it.</summary>
    public static void MakeFolders(this Disk disk, string path)
    {
        if (disk.HasFolder(path)) return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent) disk.MakeFolders(parent);
        disk.MakeFolder(path);
    }

    /// <summary>Everything below a folder, in order of paths, a folder before what is in it. Links are not followed.</summary>
    public static IEnumerable<(string Path, FileStatus Status)> Below(this Disk disk, string folder)
    {
        foreach (string name in disk.List(folder))
        {
            string path = Path.Combine(folder, name);
            if (disk.Status(path) is not FileStatus status) continue;
            yield return (path, status);
            if (!status.IsFolder) continue;
            foreach ((string, FileStatus) inner in disk.Below(path)) yield return inner;
        }
    }

    /// <summary>Removes a file, a link, or a folder with all that is in it; links are not followed. Nothing there is fine.</summary>
    public static void RemoveTree(this Disk disk, string path)
    {
        if (disk.Status(path) is not FileStatus status) return;
        if (!status.IsFolder)
        {
            disk.Remove(path);
            return;
        }

        foreach (string name in disk.List(path)) disk.RemoveTree(Path.Combine(path, name));
        disk.RemoveFolder(path);
    }

    /// <summary>Makes what was written by name durable: a file's bytes, or a folder's entries.</summary>
    public static void Sync(this Disk disk, string path)
    {
        using DiskFile file = disk.Open(path);
        file.Sync();
    }
}
