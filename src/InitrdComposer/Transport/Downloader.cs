using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using Polly;
using Polly.Retry;

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
    private readonly HttpClient _client;
    private readonly HttpTransfer _transfer;
    private readonly ResiliencePipeline _retries;

    /// <param name="cache">Where downloads are kept.</param>
    /// <param name="settings">Null: the defaults.</param>
    /// <param name="clock">For deadlines and waits; null: the system's.</param>
    public Downloader(Cache cache, TransportSettings? settings = null, TimeProvider? clock = null)
    {
        Settings = settings ?? new();
        _cache = cache;
        _client = HttpTransfer.CreateClient(Settings);
        _transfer = new(_client, Settings, clock ?? TimeProvider.System);
        _retries = Retries(Settings, clock ?? TimeProvider.System);
    }

    public TransportSettings Settings { get; }

    /// <summary>Where the cache and local repositories are.</summary>
    public Disk Disk => _cache.Disk;

    /// <summary>The bytes of a URL, verified.</summary>
    /// <param name="url">A file of this machine or of a server.</param>
    /// <param name="expected">Its digest decides; without one, its limit must not exceed <see cref="MaxLengthWithoutDigest"/>.</param>
    /// <param name="progress">Told after each piece.</param>
    /// <param name="cancellation">Stops the transfer.</param>
    /// <returns>An open file: dispose it.</returns>
    /// <exception cref="ComposerException">Not there, not reachable after all retries, or other bytes than expected.</exception>
    public async Task<VerifiedFile> FetchAsync(
        ResourceUrl url, Expected expected, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (url.LocalPath is string path) return OpenLocal(path, expected);
        if (expected.Digest is not Digest digest) return await FetchUnknownAsync(url, expected, progress, cancellation);
        return _cache.TryOpen(digest, out VerifiedFile? cached) ? Sized(cached, url, expected) : await FetchKnownAsync(url, expected, digest, progress, cancellation);
    }

    /// <summary>Sees to it that a URL's bytes are on this machine, without hashing what already is: that happens when they are opened.</summary>
    /// <inheritdoc cref="FetchAsync"/>
    public async Task PrefetchAsync(ResourceUrl url, Expected expected, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (url.LocalPath is string path)
        {
            using FileSource file = FileSource.Open(Disk, path);
            CheckSize(file.Length, path, expected);
        }
        else if (expected.Digest is not Digest digest || !_cache.Contains(digest, expected.Size))
        {
            (await FetchAsync(url, expected, progress, cancellation)).Dispose();
        }
    }

    public void Dispose() => _client.Dispose();

    private VerifiedFile OpenLocal(string path, Expected expected)
    {
        using (FileSource file = FileSource.Open(Disk, path)) CheckSize(file.Length, path, expected);
        VerifiedFile verified = VerifiedFile.Open(Disk, path, expected.Digest?.Algorithm ?? DigestAlgorithm.Sha256);
        if (expected.Digest is null || verified.Digest == expected.Digest) return verified;
        verified.Dispose();
        throw new ComposerException(
            expected.Mismatch, $"digest: got {verified.Digest}, expected {expected.Digest}", new SourceLocation(path), "the file was changed after its repository was made");
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
        ResourceUrl url, Expected expected, Digest digest, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        RefuseOffline(url);
        using (CacheEntry entry = await _cache.ReserveAsync(digest, cancellation))
        {
            // Whoever had the object before us may have fetched it.
            if (_cache.TryOpen(digest, out VerifiedFile? fetched)) return Sized(fetched, url, expected);
            await TransferAsync(url, expected, entry.Stream, progress, cancellation);
            entry.Publish();
        }

        return _cache.TryOpen(digest, out VerifiedFile? file)
            ? file
            : throw new ComposerException(LocalFailure.Broken, "an object that was just written reads back differently", new SourceLocation(_cache.PathOf(digest)));
    }

    private async Task<VerifiedFile> FetchUnknownAsync(ResourceUrl url, Expected expected, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(expected.MostBytes, MaxLengthWithoutDigest);
        RefuseOffline(url);
        using var content = new MemoryStream();
        Digest digest = await TransferAsync(url, expected, content, progress, cancellation);
        if (_cache.TryOpen(digest, out VerifiedFile? known)) return known;
        using (CacheEntry entry = await _cache.ReserveAsync(digest, cancellation))
        {
            content.WriteTo(entry.Stream);
            entry.Publish();
        }

        return _cache.TryOpen(digest, out VerifiedFile? file)
            ? file
            : throw new ComposerException(LocalFailure.Broken, "an object that was just written reads back differently", new SourceLocation(_cache.PathOf(digest)));
    }

    private async Task<Digest> TransferAsync(
        ResourceUrl url, Expected expected, Stream into, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        bool hadWrongBytes = false;
        try
        {
            return await _retries.ExecuteAsync(
                async token =>
                {
                    into.SetLength(0);
                    try
                    {
                        return await _transfer.RunAsync(url, expected, into, progress, token);
                    }
                    catch (WrongBytesException wrong) when (!hadWrongBytes)
                    {
                        // Once may be a proxy's old copy; twice is what the server has.
                        hadWrongBytes = true;
                        throw new TransferException(expected.Mismatch, wrong.Message, isTransient: true, cause: wrong);
                    }
                },
                cancellation);
        }
        catch (WrongBytesException wrong)
        {
            throw new ComposerException(expected.Mismatch, wrong.Message, new SourceLocation(url.ToString()), "the server's copy is not the one that was promised", wrong);
        }
        catch (TransferException failure)
        {
            throw new ComposerException(failure.Id, failure.Message, new SourceLocation(url.ToString()), HintFor(failure), failure);
        }
    }

    private void RefuseOffline(ResourceUrl url)
    {
        if (!Settings.IsOffline) return;
        throw new ComposerException(
            TransportDiagnostics.Offline, "is not in the cache, and no network is to be used", new SourceLocation(url.ToString()), "run once without --offline");
    }

    private static string? HintFor(TransferException failure) => failure.IsTransient ? "tried several times; check the network and the server"
        : failure.Id == TransportDiagnostics.Refused ? "the repository may have changed since its metadata or the lock was made"
        : null;

    private static ResiliencePipeline Retries(TransportSettings settings, TimeProvider clock)
    {
        if (settings.MaxRetries == 0) return ResiliencePipeline.Empty;
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        return builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<TransferException>(failure => failure.IsTransient),
            MaxRetryAttempts = settings.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = settings.MaxRetryDelay,
            DelayGenerator = attempt => ValueTask.FromResult(
                (attempt.Outcome.Exception as TransferException)?.RetryAfter is TimeSpan wanted ? (wanted < settings.MaxRetryDelay ? wanted : settings.MaxRetryDelay) : (TimeSpan?)null),
        }).Build();
    }
}
