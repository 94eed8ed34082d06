using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// Names of what is being written beside its target, and the removal of what killed runs left under such names: whoever writes holds a lock on it, so
/// what can be locked belongs to nobody. Where there are no locks, what is left stays: it might be a living run's.
/// </summary>
internal static class Leftovers
{
    private const string Suffix = ".partial";

    /// <summary>Each costs another run that cleans just between the making and the locking.</summary>
    private const int MaxBeginnings = 100;

    /// <summary>A name that no other writer uses, in the folder of the target.</summary>
    public static string NameFor(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId:x}-{Environment.TickCount64:x}-{Path.GetRandomFileName()[..6]}{Suffix}");

    /// <summary>Begins something for a target; again, under another name, where another run took it for abandoned before it was locked.</summary>
    /// <param name="tryBegin">Makes and locks what has this name; null when somebody has cleaned it away.</param>
    /// <exception cref="ComposerException">Others clean without pause.</exception>
    public static T Begin<T>(string target, Func<string, T?> tryBegin)
        where T : class
    {
        for (int beginning = 0; beginning < MaxBeginnings; beginning++)
        {
            if (tryBegin(NameFor(target)) is T begun) return begun;
        }

        throw new ComposerException(FileLock.Busy, "what is begun for it is cleaned away by other runs", new SourceLocation(target), "try again");
    }

    /// <summary>Removes files and folders that were begun for this target and given up.</summary>
    /// <exception cref="IOException">The target's folder cannot be read.</exception>
    public static void RemoveAbandoned(Disk disk, string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        string begin = $".{Path.GetFileName(target)}.";
        foreach (string name in disk.List(folder))
        {
            if (name.StartsWith(begin, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)) RemoveIfAbandoned(disk, Path.Combine(folder, name));
        }
    }

    /// <summary>Removes what was begun here; if that fails, the next run does it.</summary>
    public static void TryRemove(Disk disk, string path)
    {
        try
        {
            disk.RemoveTree(path);
        }
        catch (IOException)
        {
            // The failure that led here is the one to report.
        }
    }

    private static void RemoveIfAbandoned(Disk disk, string path)
    {
        try
        {
            // In a folder that everybody may write to, a link or a folder of somebody else's could lead anywhere.
            if (disk.Status(path) is not { IsOurs: true, IsSymbolicLink: false }) return;
            using DiskFile file = disk.Open(path);
            if (file.TryLock() == LockOutcome.Taken) disk.RemoveTree(path);
        }
        catch (IOException)
        {
            // Somebody else removes it at this moment: it is not in our way.
        }
    }
}
