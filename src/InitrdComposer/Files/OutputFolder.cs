using InitrdComposer.Diagnostics;

namespace InitrdComposer.Files;

/// <summary>
/// A folder of outputs that changes in one step: filled beside the target, made durable, then exchanged with it. Whoever looks sees the old outputs
/// or the new ones, never a mixture; a run that is killed leaves the old ones, and what it had begun is removed by the next.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    /// <summary>What renameat2(2) says of a flag that the file system does not know; asm-generic/errno-base.h.</summary>
    private const int Einval = 22;

    private readonly Disk _disk;
    private readonly string _target;
    private readonly string _marker;
    private readonly TemporaryFolder _staging;

    private OutputFolder(Disk disk, string target, string marker, TemporaryFolder staging) => (_disk, _target, _marker, _staging) = (disk, target, marker, staging);

    /// <summary>Where outputs are written until <see cref="Commit"/>. Must be made durable by their writers (as <see cref="AtomicFile"/> does) or by Commit.</summary>
    public string Path => _staging.Path;

    /// <param name="disk">Where.</param>
    /// <param name="path">The folder to replace; created if missing, its parents too.</param>
    /// <param name="marker">
    /// Name of a file that every output folder has: a folder that is not empty and lacks it is somebody's own and is not replaced.
    /// </param>
    /// <exception cref="ComposerException">It is no folder, it is not ours, or the system refuses.</exception>
    public static OutputFolder Create(Disk disk, string path, string marker)
    {
        string target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        try
        {
            HasOutputs(disk, target, marker);
            disk.MakeFolders(System.IO.Path.GetDirectoryName(target)!);
            return new(disk, target, marker, TemporaryFolder.Beside(disk, target, Disk.OpenToAll));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(target, "create", exception);
        }
    }

    /// <summary>Removes what a run has left that was killed, or that could not remove its predecessor's outputs; if that fails, the next one does it.</summary>
    public static void RemoveLeftovers(Disk disk, string path)
    {
        try
        {
            Leftovers.RemoveAbandoned(disk, System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        }
        catch (IOException)
        {
            // They are in nobody's way.
        }
    }

    /// <summary>Puts the new outputs into place; the old ones are gone afterwards.</summary>
    /// <exception cref="ComposerException">The system refuses, what was written is gone, or the target has become somebody's own.</exception>
    /// <exception cref="InvalidOperationException">The marker was not written.</exception>
    public void Commit()
    {
        try
        {
            if (!_staging.IsThere)
            {
                throw new ComposerException(
                    LocalFailure.Vanished, "was removed while it was filled", new SourceLocation(Path), "something cleans this folder up; choose another one, and build again");
            }

            if (!_disk.Has(System.IO.Path.Combine(Path, _marker))) throw new InvalidOperationException($"no {_marker} in {Path}");
            SyncTree(Path);
            if (HasOutputs(_disk, _target, _marker)) Exchange();
            else _disk.Rename(Path, _target);
            _disk.Sync(System.IO.Path.GetDirectoryName(_target)!);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(_target, "put outputs into place", exception);
        }
    }

    /// <summary>Removes what is left: after a commit the old outputs, otherwise what was begun.</summary>
    public void Dispose() => _staging.Dispose();

    /// <summary>Whether there are outputs to replace, and not nothing or an empty folder.</summary>
    /// <exception cref="ComposerException">What is there may not be replaced.</exception>
    private static bool HasOutputs(Disk disk, string target, string marker)
    {
        if (disk.Status(target) is not FileStatus status) return false;
        if (!status.IsFolder) throw new ComposerException(LocalFailure.WrongKind, "is no folder and is not replaced", new SourceLocation(target));
        if (disk.Has(System.IO.Path.Combine(target, marker))) return true;
        return disk.List(target).Count == 0
            ? false
            : throw new ComposerException(
                LocalFailure.NotOurs, $"is not empty and has no {marker}: it is not replaced", new SourceLocation(target), "choose a new folder, or empty it");
    }

    private void Exchange()
    {
        try
        {
            _disk.Rename(Path, _target, RenameKind.Exchange);
        }
        catch (IOException exception) when (exception.HResult == Einval)
        {
            throw new ComposerException(
                LocalFailure.CannotExchange, "cannot be replaced: its file system (NFS, 9p, some of FUSE) cannot exchange two folders in one step", new SourceLocation(_target),
                "remove it before you build, or choose a folder on a local file system", exception);
        }
    }

    private void SyncTree(string folder)
    {
        foreach ((string path, FileStatus status) in _disk.Below(folder))
        {
            if (!status.IsSymbolicLink) _disk.Sync(path);
        }

        _disk.Sync(folder);
    }
}
