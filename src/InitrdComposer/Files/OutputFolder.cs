using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;

namespace InitrdComposer.Files;

/// <summary>
/// A folder of outputs that changes in one step: filled beside the target, made durable, then exchanged with it. Whoever looks sees the old outputs
/// or the new ones, never a mixture; a run that is killed leaves the old ones, and what it had begun is removed by the next.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private readonly string _target;
    private readonly string _marker;
    private readonly FileLock _lock;

    private OutputFolder(string target, string staging, string marker, FileLock @lock) =>
        (_target, Path, _marker, _lock) = (target, staging, marker, @lock);

    /// <summary>Where outputs are written until <see cref="Commit"/>. Must be made durable by their writers (as <see cref="AtomicFile"/> does) or by Commit.</summary>
    public string Path { get; }

    /// <param name="path">The folder to replace; created if missing, its parents too.</param>
    /// <param name="marker">
    /// Name of a file that every output folder has: a folder that is not empty and lacks it is somebody's own and is not replaced.
    /// </param>
    /// <exception cref="ComposerException">It is no folder, it is not ours, or the system refuses.</exception>
    public static OutputFolder Create(string path, string marker)
    {
        string target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Refuse(target, marker);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            Leftovers.RemoveAbandoned(target);
            string staging = Leftovers.NameFor(target);
            Directory.CreateDirectory(staging);
            return FileLock.TryAcquire(staging, out FileLock? taken)
                ? new(target, staging, marker, taken)
                : throw new ComposerException(FileLock.Busy, "is being cleaned away by another run", new SourceLocation(staging), "try again");
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(target, "create", exception);
        }
    }

    /// <summary>Puts the new outputs into place; the old ones are gone afterwards.</summary>
    /// <exception cref="InvalidOperationException">The marker was not written.</exception>
    public void Commit()
    {
        if (!File.Exists(System.IO.Path.Combine(Path, _marker))) throw new InvalidOperationException($"no {_marker} in {Path}");
        Refuse(_target, _marker);
        SyncTree(Path);
        bool exists = Libc.LinkStatus(_target, out _) == 0;
        Durable.Rename(Path, _target, exists ? Libc.RenameExchange : Libc.RenameNoReplace);
        Durable.SyncFolder(System.IO.Path.GetDirectoryName(_target)!);
    }

    /// <summary>Removes what is left: after a commit the old outputs, otherwise what was begun.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The next run removes it.
        }

        _lock.Dispose();
    }

    private static void Refuse(string target, string marker)
    {
        if (Libc.LinkStatus(target, out FileStatus status) != 0) return;
        if (!status.IsFolder) throw new ComposerException(LocalFailure.WrongKind, "is no folder and is not replaced", new SourceLocation(target));
        try
        {
            if (!File.Exists(System.IO.Path.Combine(target, marker)) && Directory.EnumerateFileSystemEntries(target).Any())
            {
                throw new ComposerException(
                    LocalFailure.NotOurs, $"is not empty and has no {marker}: it is not replaced", new SourceLocation(target), "choose a new folder, or empty it");
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            throw LocalFailure.Of(target, "read", exception);
        }
    }

    private static void SyncTree(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (new FileInfo(file).LinkTarget is null) Durable.SyncFolder(file);
        }

        foreach (string child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)) SyncTree(child);
        Durable.SyncFolder(folder);
    }
}
