using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Transport;

/// <summary>A file of the cache.</summary>
/// <param name="Kind">The folder below v1: "objects" are downloads; "quarantine" and "partial" nobody will use again.</param>
/// <param name="Size">In bytes.</param>
public sealed record CachedFile(string Path, string Kind, long Size, DateTimeOffset LastUse)
{
    /// <summary>Spoilt, or left behind by a run that was killed.</summary>
    public bool IsWaste => Kind is "quarantine" or "partial" || System.IO.Path.GetFileName(Path).StartsWith('.');
}

/// <summary>What goes.</summary>
/// <param name="Unused">Files that were not used for so long; null: age does not matter.</param>
/// <param name="MaxSize">In bytes: what was used longest ago goes until no more than this is left; null: size does not matter.</param>
public sealed record PruneLimits(TimeSpan? Unused, long? MaxSize);

/// <summary>What is in a cache, of whatever kind, and what of it may go.</summary>
public static class CacheContents
{
    /// <summary>All files, in order of kind and path.</summary>
    /// <exception cref="ComposerException">A folder cannot be read.</exception>
    public static ImmutableArray<CachedFile> Of(Cache cache)
    {
        try
        {
            if (!cache.Disk.Has(cache.Root)) return [];
            return
            [
                .. from kind in cache.Disk.List(cache.Root)
                   let folder = Path.Combine(cache.Root, kind)
                   where cache.Disk.HasFolder(folder)
                   from file in cache.Disk.Below(folder)
                   where file.Status.IsRegular
                   select new CachedFile(file.Path, kind, file.Status.Size, file.Status.Modified),
            ];
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(cache.Folder, "read the cache", exception);
        }
    }

    /// <summary>What is waste, what is too old, and then what was used longest ago.</summary>
    public static ImmutableArray<CachedFile> ToPrune(IEnumerable<CachedFile> files, PruneLimits limits, DateTimeOffset now)
    {
        CachedFile[] byUse = [.. files.OrderByDescending(file => file.IsWaste).ThenBy(file => file.LastUse).ThenBy(file => file.Path, StringComparer.Ordinal)];
        long left = byUse.Sum(file => file.Size);
        var going = ImmutableArray.CreateBuilder<CachedFile>();
        foreach (CachedFile file in byUse)
        {
            if (!file.IsWaste && !(now - file.LastUse > limits.Unused) && !(left > limits.MaxSize)) break;
            going.Add(file);
            left -= file.Size;
        }

        return going.ToImmutable();
    }

    /// <summary>Removes files while nobody uses the cache.</summary>
    /// <param name="cache">Which.</param>
    /// <param name="files">Of <see cref="Of"/>.</param>
    /// <param name="use">From <see cref="Cache.AcquireAsync"/>: the proof that nobody does.</param>
    /// <exception cref="ComposerException">One cannot be removed.</exception>
    public static void Remove(Cache cache, IEnumerable<CachedFile> files, FileLock use)
    {
        ArgumentNullException.ThrowIfNull(use);
        foreach (CachedFile file in files)
        {
            try
            {
                cache.Disk.Remove(file.Path);
            }
            catch (IOException exception)
            {
                throw LocalFailure.Of(file.Path, "remove", exception);
            }
        }
    }
}
