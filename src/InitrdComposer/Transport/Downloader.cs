using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>
/// The only door to the network: a URL and what is expected of it become bytes that are here and verified. Local files are used where they are;
/// remote ones come through the cache. Thread-safe.
/// </summary>
public sealed class Downloader : IDisposable
{
    /// <summary>What has no digest yet is held in memory until it has one.</summary>
    public const long MaxLengthWithoutDigest = 16 << 20;

    private readonly Cache _cache;
    private readonly Lazy<RemoteFiles> _remote;

    /// <param name="cache">Where downloads are kept.</param>
    /// <param name="settings">Null: the defaults.</param>
    /// <param name="clock">For deadlines and waits; null: the system's.</param>
    /// <param name="notices">Told of each mirror that is avoided from then on, and why.</param>
    public Downloader(Cache cache, TransportSettings? settings = null, TimeProvider? clock = null, IProgress<Notice>? notices = null)
    {
        Settings = settings ?? new();
        _cache = cache;
        _remote = new(() => new RemoteFiles(cache, Settings, clock ?? TimeProvider.System, notices));
    }

    public TransportSettings Settings { get; }

    /// <summary>Where the cache and local repositories are.</summary>
    public Disk Disk => _cache.Disk;

    /// <summary>The bytes of a URL, verified.</summary>
    /// <param name="url">A file of this machine or of a server.</param>
    /// <param name="expected">Its digest decides; without one, its limit must not exceed <see cref="MaxLengthWithoutDigest"/>.</param>
    /// <param name="cancellation">Stops the transfer.</param>
    /// <returns>An open file: dispose it.</returns>
    /// <exception cref="ComposerException">Not there, not reachable after all retries, or other bytes than expected.</exception>
    public Task<VerifiedFile> FetchAsync(
        ResourceUrl url, Expected expected, CancellationToken cancellation = default) =>
        FetchAsync(Mirrors.Of(url), "", expected, cancellation);

    /// <summary>
    /// The bytes of a file that several places have, verified. They are asked in their order, those of this machine first; one that fails is asked
    /// after all others for the rest of the run.
    /// </summary>
    /// <param name="mirrors">Where it is.</param>
    /// <param name="location">The file, below each of them; empty: they are the file itself.</param>
    /// <inheritdoc cref="FetchAsync(ResourceUrl, Expected, CancellationToken)"/>
    public async Task<VerifiedFile> FetchAsync(
        Mirrors mirrors, string location, Expected expected, CancellationToken cancellation = default)
    {
        ComposerException? last = null;
        foreach (ResourceUrl mirror in mirrors.Urls.Where(url => url.LocalPath is not null))
        {
            try
            {
                return await OpenLocalAsync(mirror, location, expected);
            }
            catch (ComposerException failure) when (mirrors.Urls.Length > 1)
            {
                last = failure;
            }
        }

        ResourceUrl[] remote = [.. mirrors.Urls.Where(url => url.LocalPath is null)];
        if (remote.Length == 0) throw last!;
        var file = new MirroredFile([.. remote], location);
        if (expected.Digest is not Digest digest) return await FetchUnknownAsync(file, expected, cancellation);
        return _cache.TryOpen(digest, out VerifiedFile? cached) ? Sized(cached, file.First, expected) : await FetchKnownAsync(file, expected, digest, cancellation);
    }

    /// <summary>Sees to it that a file's bytes are on this machine, without hashing what already is: that happens when they are opened.</summary>
    /// <inheritdoc cref="FetchAsync(Mirrors, string, Expected, CancellationToken)"/>
    public async Task PrefetchAsync(
        Mirrors mirrors, string location, Expected expected, CancellationToken cancellation = default)
    {
        if (mirrors.Urls is [{ LocalPath: not null } only])
        {
            string path = MirroredFile.At(only, location).LocalPath!;
            using FileSource file = FileSource.Open(Disk, path);
            CheckSize(file.Length, path, expected);
        }
        else if (expected.Digest is not Digest digest || !_cache.Contains(digest, expected.Size))
        {
            (await FetchAsync(mirrors, location, expected, cancellation)).Dispose();
        }
    }

    /// <summary>What the cache has of it, without asking anybody.</summary>
    /// <param name="expected">With a digest.</param>
    /// <exception cref="ComposerException">The cache cannot be read.</exception>
    public bool TryOpenKept(Expected expected, [NotNullWhen(true)] out VerifiedFile? file)
    {
        file = null;
        return expected.Digest is Digest digest && _cache.TryOpen(digest, out file);
    }

    /// <summary>Whether the cache has it, without hashing it.</summary>
    public bool IsKept(Expected expected) => expected.Digest is Digest digest && _cache.Contains(digest, expected.Size);

    public void Dispose()
    {
        if (_remote.IsValueCreated) _remote.Value.Dispose();
    }

    private async Task<VerifiedFile> OpenLocalAsync(ResourceUrl mirror, string location, Expected expected)
    {
        string path = MirroredFile.At(mirror, location).LocalPath!;
        VerifiedFile verified = VerifiedFile.Open(Disk, path, expected.Algorithm, length => CheckSize(length, path, expected));
        try
        {
            if (!expected.Accepts(verified.Digest))
            {
                throw new ComposerException(
                    expected.Mismatch, $"digest: got {verified.Digest}, expected {expected.Wanted}", new SourceLocation(path), "the file was changed after its repository was made");
            }

            if (expected.Check is not null) await expected.Check(new(mirror, () => verified.OpenStream(), (beside, of) => Task.FromResult(FindLocal(mirror.Append(beside).LocalPath!, of))));
            return verified;
        }
        catch (UnfitContentException unfit)
        {
            verified.Dispose();
            throw unfit.Reason;
        }
        catch
        {
            verified.Dispose();
            throw;
        }
    }

    private byte[]? FindLocal(string path, Expected expected)
    {
        try
        {
            using FileSource file = FileSource.Open(Disk, path);
            CheckSize(file.Length, path, expected);
            var bytes = new byte[file.Length];
            file.ReadExactlyAt(0, bytes);
            return bytes;
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            return null;
        }
    }

    private static void CheckSize(long length, string name, Expected expected)
    {
        if (expected.Size is long size && length != size)
        {
            throw new ComposerException(expected.Mismatch, $"size: got {length} bytes, expected {size} bytes", new SourceLocation(name));
        }

        if (length > expected.MostBytes)
        {
            throw new ComposerException(expected.Mismatch, $"size: got {length} bytes, expected at most {expected.Limit} bytes", new SourceLocation(name));
        }
    }

    private static VerifiedFile Sized(VerifiedFile file, ResourceUrl url, Expected expected)
    {
        try
        {
            CheckSize(file.Length, url.ToString(), expected);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task<VerifiedFile> FetchKnownAsync(
        MirroredFile wanted, Expected expected, Digest digest, CancellationToken cancellation)
    {
        RefuseOffline(wanted.First);
        using (CacheEntry entry = await _cache.ReserveAsync(digest, cancellation))
        {
            // Whoever had the object before us may have fetched it.
            if (_cache.TryOpen(digest, out VerifiedFile? fetched)) return Sized(fetched, wanted.First, expected);
            await _remote.Value.ReadAsync(wanted, expected, entry.Stream, keepsCopies: false, cancellation);
            entry.Publish();
        }

        return OpenFetched(digest);
    }

    private async Task<VerifiedFile> FetchUnknownAsync(MirroredFile wanted, Expected expected, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expected.MostBytes, MaxLengthWithoutDigest);
        if (expected.OneOf is [var preferred, ..] && _cache.TryOpen(preferred, out VerifiedFile? current)) return Sized(current, wanted.First, expected);
        RefuseOffline(wanted.First);
        using var content = new MemoryStream();
        Digest digest = await _remote.Value.ReadAsync(wanted, expected, content, keepsCopies: true, cancellation);
        if (_cache.TryOpen(digest, out VerifiedFile? known)) return known;
        using (CacheEntry entry = await _cache.ReserveAsync(digest, cancellation))
        {
            content.WriteTo(entry.Stream);
            entry.Publish();
        }

        return OpenFetched(digest);
    }

    private VerifiedFile OpenFetched(Digest digest) => _cache.TryOpen(digest, out VerifiedFile? file)
        ? file
        : throw new ComposerException(LocalFailure.Broken, "an object that was just written reads back differently", new SourceLocation(_cache.PathOf(digest)));

    private void RefuseOffline(ResourceUrl url)
    {
        if (!Settings.IsOffline) return;
        throw new ComposerException(
            TransportDiagnostics.Offline, "is not in the cache, and no network is to be used", new SourceLocation(url.ToString()), "run once without --offline");
    }
}
