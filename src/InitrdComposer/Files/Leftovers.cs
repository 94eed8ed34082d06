using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// Names of what is being written beside its target, and the removal of what killed runs left under such names: whoever writes holds a lock on it, so
/// what can be locked belongs to nobody.
/// </summary>
internal static class Leftovers
{
    private const string Suffix = ".partial";

    /// <summary>A name that no other writer uses, in the folder of the target.</summary>
    public static string NameFor(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId:x}-{Environment.TickCount64:x}-{Path.GetRandomFileName()[..6]}{Suffix}");

    /// <summary>Removes files and folders that were begun for this target and given up.</summary>
    public static void RemoveAbandoned(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        string begin = $".{Path.GetFileName(target)}.";
        foreach (string name in Directory.EnumerateFileSystemEntries(folder, $".*{Suffix}", MatchHidden).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(name).StartsWith(begin, StringComparison.Ordinal)) RemoveIfAbandoned(name);
        }
    }

    private static EnumerationOptions MatchHidden { get; } = new() { AttributesToSkip = FileAttributes.None };

    private static void RemoveIfAbandoned(string path)
    {
        try
        {
            if (!FileLock.TryAcquire(path, out FileLock? taken)) return;
            using (taken)
            {
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                else File.Delete(path);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception) || exception is ComposerException)
        {
            // Somebody else removes it at this moment, or it is another user's: either way it is not in our way.
        }
    }
}
