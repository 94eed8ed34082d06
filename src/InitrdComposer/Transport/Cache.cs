using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>
/// Downloaded bytes, named by their digest: v1/objects/sha256/ab/abcd…. Never trusted: whoever opens an object hashes it, a wrong one is moved to
/// v1/quarantine and fetched again. Objects appear by rename, so a killed run leaves nothing but v1/partial files that the next one takes over.
/// </summary>
public sealed class Cache
{
    /// <param name="folder">Created when first written to; may be read-only as long as nothing must be fetched.</param>
    /// <param name="disk">Where it is; null: this machine's.</param>
    /// <exception cref="ComposerException">It is a link, somebody else's, or everybody may write to it.</exception>
    public Cache(string folder, Disk? disk = null)
    {
        Folder = Path.GetFullPath(folder);
        Disk = disk ?? Disk.Host;
        if (Status(Folder) is FileStatus status) RefuseForeign(status);
    }

    public string Folder { get; }

    /// <summary>Where it is, and where files of local repositories are.</summary>
    public Disk Disk { get; }

    internal string Root => Path.Combine(Folder, "v1");

    /// <summary>$XDG_CACHE_HOME/initrd-composer, else ~/.cache/initrd-composer (XDG Base Directory Specification).</summary>
    public static string DefaultFolder()
    {
        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string parent = Path.IsPathRooted(xdg) ? xdg : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".cache");
        return Path.Combine(parent, "initrd-composer");
    }

    /// <summary>Where whoever uses the cache says so.</summary>
    private string UsePath => Path.Combine(Root, "in-use");

    /// <summary>Keeps everybody from removing anything, until it is disposed; null for a cache that is not there and cannot be made.</summary>
    /// <exception cref="ComposerException">The folder is somebody else's.</exception>
    public FileLock? Use()
    {
        try
        {
            MakeFolders(UsePath);
        }
        catch (IOException)
        {
            // A read-only cache that has the file is used all the same.
        }

        return FileLock.Share(Disk, UsePath);
    }

    /// <summary>Waits until nobody uses the cache, and keeps it so until the lock is disposed.</summary>
    /// <param name="patience">How long to wait.</param>
    /// <param name="clock">Counts it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ComposerException">It is in use all the time, or its file system cannot tell.</exception>
    public async Task<FileLock> AcquireAsync(TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        Use()?.Dispose();
        for (long start = clock.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(10), cancellation))
        {
            if (FileLock.TryAcquire(Disk, UsePath, out FileLock? acquired)) return IsExclusive(acquired);
            if (clock.GetElapsedTime(start) > patience)
            {
                throw new ComposerException(FileLock.Busy, "the cache is in use by other runs", new SourceLocation(Folder), "try again when they are done");
            }
        }
    }

    /// <summary>Where an object is, or would be.</summary>
    public string PathOf(Digest digest) => Path.Combine(Root, "objects", digest.Algorithm.Name(), digest.Hex[..2], digest.Hex);

    /// <summary>Whether there is an object of that name and size, right or wrong.</summary>
    /// <exception cref="ComposerException">The cache cannot be read.</exception>
    public bool Contains(Digest digest, long? size) =>
        Status(PathOf(digest)) is { IsRegular: true } status && (size is null || status.Size == size);

    /// <summary>Opens an object that is what its name says; puts aside one that is not.</summary>
    /// <exception cref="ComposerException">The cache cannot be read.</exception>
    public bool TryOpen(Digest digest, [NotNullWhen(true)] out VerifiedFile? file)
    {
        file = null;
        string path = PathOf(digest);
        if (Status(path) is not FileStatus status) return false;
        try
        {
            if (status.IsRegular) file = VerifiedFile.Open(Disk, path, digest.Algorithm);
        }
        catch (ComposerException exception) when (exception.Id == LocalFailure.NotFound || exception.Id == LocalFailure.Broken)
        {
            // Gone meanwhile, or the disk cannot read it any more: as good as not there.
        }

        if (file?.Digest == digest)
        {
            LastUse.Note(Disk, path);
            return true;
        }

        file?.Dispose();
        file = null;
        Quarantine(path, digest);
        return false;
    }

    /// <summary>Waits until nobody else fetches this object, then lets it be written.</summary>
    /// <exception cref="ComposerException">The cache cannot be written to.</exception>
    internal async Task<CacheEntry> ReserveAsync(Digest digest, CancellationToken cancellation)
    {
        string partial = Path.Combine(Root, "partial", $"{digest.Algorithm.Name()}-{digest.Hex}");
        try
        {
            MakeFolders(partial);
            for (var wait = TimeSpan.FromMilliseconds(5); ; wait = TimeSpan.FromMilliseconds(Math.Min(250, wait.TotalMilliseconds * 2)))
            {
                if (CacheEntry.TryCreate(Disk, partial, PathOf(digest)) is CacheEntry entry) return entry;
                await Task.Delay(wait, cancellation);
            }
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(partial, "write to the cache", exception);
        }
    }

    private FileLock IsExclusive(FileLock acquired)
    {
        if (!FileLock.TryAcquire(Disk, UsePath, out FileLock? second)) return acquired;
        second.Dispose();
        acquired.Dispose();
        throw new ComposerException(
            FileLock.Busy, "the file system of the cache has no locks: whether it is in use cannot be told", new SourceLocation(Folder), "remove the folder when nothing runs");
    }

    private void MakeFolders(string file)
    {
        Disk.MakeFolders(Path.GetDirectoryName(Folder) ?? "/");
        Disk.MakeFolder(Folder, Disk.OwnersOnly);
        if (Disk.Status(Folder) is FileStatus status) RefuseForeign(status);
        Disk.MakeFolders(Path.GetDirectoryName(file)!);
    }

    private void Quarantine(string path, Digest digest)
    {
        try
        {
            string aside = Path.Combine(Root, "quarantine", $"{digest.Algorithm.Name()}-{digest.Hex}");
            Disk.MakeFolders(Path.GetDirectoryName(aside)!);
            Disk.Rename(path, aside);
        }
        catch (IOException)
        {
            // A read-only cache keeps its wrong object; it is not used either way.
        }
    }

    private FileStatus? Status(string path) => new DiskView(Disk).Status(path);

    private void RefuseForeign(FileStatus status)
    {
        const ushort WritableByAll = 0b010;
        const ushort Sticky = 0b1_000_000_000;
        string? complaint = !status.IsFolder ? "is no folder"
            : !status.IsOurs ? "belongs to another user"
            : (status.Permissions & WritableByAll) != 0 && (status.Permissions & Sticky) == 0 ? "may be written to by everybody"
            : null;
        if (complaint is null) return;
        throw new ComposerException(
            TransportDiagnostics.CacheNotOurs, $"the cache folder {complaint}", new SourceLocation(Folder), "choose another cache folder (XDG_CACHE_HOME)");
    }
}
