using InitrdComposer.Formats.IO;

namespace InitrdComposer.Esp;

/// <summary>What files and their folders take in a FAT file system, in bytes, whole clusters.</summary>
/// <param name="Files">The files.</param>
/// <param name="Folders">The folders, that of the root among them.</param>
/// <param name="FolderCount">How many, without the root's.</param>
public sealed record FatSpace(long Files, long Folders, int FolderCount)
{
    private const int EntrySize = 32;

    /// <summary>A folder's own: "." and "..".</summary>
    private const int OwnEntries = 2;

    public long Bytes => Files + Folders;

    /// <param name="files">By path, with slashes, and size.</param>
    /// <param name="clusterSize">In bytes.</param>
    public static FatSpace Of(IEnumerable<(string Path, long Size)> files, int clusterSize)
    {
        Dictionary<string, int> entries = new(StringComparer.OrdinalIgnoreCase) { [""] = 0 };
        long taken = 0;
        foreach ((string path, long size) in files)
        {
            taken += Alignment.Up(size, clusterSize);
            Count(path);
        }

        return new(taken, entries.Values.Sum(count => Alignment.Up(Math.Max(1, count) * EntrySize, clusterSize)), entries.Count - 1);

        void Count(string path)
        {
            string folder = Path.GetDirectoryName(path) ?? "";
            if (entries.TryAdd(folder, OwnEntries)) Count(folder);
            entries[folder] += FatName.Entries(Path.GetFileName(path));
        }
    }
}
