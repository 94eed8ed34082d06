using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>Looks at what is where on a disk; a failure names what was looked at.</summary>
/// <param name="disk">Which.</param>
/// <exception cref="ComposerException">The disk does not tell: thrown by all methods.</exception>
public sealed class DiskView(Disk disk)
{
    /// <summary>One behind the other; the kernel's own limit (path_resolution(7)).</summary>
    public const int MaxLinks = 40;

    public FileStatus? Status(string path) => Reading(path, path => disk.Status(path));

    /// <summary>Whether a regular file is there, possibly behind links.</summary>
    public bool HasFile(string path) => Reading(path, disk.HasFile);

    /// <summary>Whether a folder is there, possibly behind links.</summary>
    public bool HasFolder(string path) => Reading(path, disk.HasFolder);

    /// <summary>The names in a folder, in ordinal order.</summary>
    public IReadOnlyList<string> List(string folder) => Reading(folder, disk.List);

    /// <summary>The paths of all that is below a folder and is no folder itself, from there, in ordinal order. Links are not followed.</summary>
    public IReadOnlyList<string> FilesBelow(string folder) =>
        Reading(folder, top => disk.Below(top).Where(entry => !entry.Status.IsFolder).Select(entry => Path.GetRelativePath(top, entry.Path)).Order(StringComparer.Ordinal).ToArray());

    /// <summary>Where a symbolic link points; null where there is none.</summary>
    public string? LinkTarget(string path) => Reading(path, path => disk.Status(path) is { IsSymbolicLink: true } ? disk.ReadLink(path) : null);

    /// <summary>Where all links of an absolute path lead, whether something is there or not; null when they go round.</summary>
    public string? FinalPath(string full)
    {
        var rest = new Stack<string>(full.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string path = "/";
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part is ".") continue;
            if (part is "..")
            {
                path = Path.GetDirectoryName(path) ?? "/";
                continue;
            }

            string next = Path.Combine(path, part);
            if (LinkTarget(next) is not string target)
            {
                path = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (target.StartsWith('/')) path = "/";
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }

        return path;
    }

    private static T Reading<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(path, "look at", exception);
        }
    }
}
