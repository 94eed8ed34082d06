using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Tests.Faults;

/// <summary>All files and links below a folder by relative path, with their digests or targets; folders with "/".</summary>
internal sealed class FolderState : SortedDictionary<string, string>
{
    private FolderState()
        : base(StringComparer.Ordinal)
    {
    }

    private static EnumerationOptions Everything { get; } = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    public static FolderState Of(string folder)
    {
        var state = new FolderState();
        if (!Directory.Exists(folder)) return state;
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            string path = Path.GetRelativePath(folder, entry.FullName);
            state[path] = entry.LinkTarget is string target ? $"-> {target}" : entry is DirectoryInfo ? "/" : DigestOf(entry.FullName);
        }

        return state;
    }

    /// <summary>Without the lock that .NET's own streams take: it would meet ours where a child process of another test has still inherited it.</summary>
    private static string DigestOf(string path) => Digest.Sha256Of(FileSource.ReadAllBytes(Disk.Host, path, Array.MaxLength)).Hex;

    /// <summary>Another folder of the same files and links.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileSystemInfo entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            string copy = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is string target) File.CreateSymbolicLink(copy, target);
            else if (entry is FileInfo file) file.CopyTo(copy);
            else Copy(entry.FullName, copy);
        }
    }

    /// <summary>Without what is begun and not finished, which has names that say so.</summary>
    public FolderState WithoutUnfinished()
    {
        var state = new FolderState();
        foreach ((string path, string content) in this)
        {
            if (!path.Split('/').Any(name => name.StartsWith('.') && name.EndsWith(".partial", StringComparison.Ordinal))) state[path] = content;
        }

        return state;
    }

    public override string ToString() => string.Concat(this.Select(entry => $"{entry.Key} {entry.Value[..Math.Min(12, entry.Value.Length)]}\n"));
}
