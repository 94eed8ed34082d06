using System.Collections.Concurrent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using Polly;
using Polly.Retry;

namespace InitrdComposer.Transport;

/// <summary>Files of servers. The mirrors of a file are asked one after the other, those that have failed in this run last, and again after a while as long as one may do better.</summary>
internal sealed class RemoteFiles(Cache cache, TransportSettings settings, TimeProvider clock, IProgress<Notice>? notices) : IDisposable
{
    private readonly HttpTransfer _transfer = new(settings, clock);
    private readonly ResiliencePipeline _retries = Retries(settings, settings.MaxRetries, clock);
    private readonly ResiliencePipeline _rounds = Retries(settings, Math.Min(settings.MaxRetries, settings.MaxRounds), clock);
    private readonly KnownCopies _known = new(Path.Combine(cache.Root, "known-copies"), cache.Disk);
    private readonly ConcurrentDictionary<ResourceUrl, TransferException> _avoided = new();

    /// <summary>Reads one file from the first place that has it as it is expected.</summary>
    /// <param name="keepsCopies">Whether servers are asked if what is here already is still the same, and what they send is remembered.</param>
    /// <exception cref="ComposerException">No place has it.</exception>
    public async Task<Digest> ReadAsync(
        MirroredFile wanted, Expected expected, Stream into, bool keepsCopies, CancellationToken cancellation)
    {
        var failures = new MirrorFailures();
        try
        {
            return await (wanted.Mirrors.Length == 1 ? _retries : _rounds).ExecuteAsync(
                async token =>
                {
                    foreach (ResourceUrl mirror in wanted.Mirrors.Where(failures.MayWork).OrderBy(_avoided.ContainsKey))
                    {
                        try
                        {
                            return await AttemptAsync(wanted, mirror, expected, into, keepsCopies, token);
                        }
                        catch (WrongBytesException wrong)
                        {
                            // Once may be a proxy's old copy; twice is what the server has.
                            bool isFirst = failures.Find(mirror)?.Id != expected.Mismatch;
                            failures.Add(mirror, new(expected.Mismatch, wrong.Message, isTransient: isFirst, cause: wrong));
                        }
                        catch (UnfitContentException unfit)
                        {
                            bool isFirst = failures.Find(mirror)?.Id != unfit.Reason.Id;
                            failures.Add(mirror, new(unfit.Reason.Id, unfit.Message, isTransient: isFirst && unfit.MayPass, cause: unfit));
                        }
                        catch (TransferException failure)
                        {
                            failures.Add(mirror, failure);
                        }

                        if (wanted.Mirrors.Length > 1) Avoid(mirror, wanted.At(mirror), failures.Find(mirror)!);
                    }

                    throw failures.Sum(expected.Mismatch);
                },
                cancellation);
        }
        catch (TransferException failure) when (failure.InnerException is UnfitContentException unfit)
        {
            throw unfit.Reason;
        }
        catch (TransferException failure)
        {
            string? hint = failure.Id == expected.Mismatch ? "the server's copy is not the one that was promised" : HintFor(failure);
            throw new ComposerException(failure.Id, failure.Message, new SourceLocation(wanted.First.ToString()), hint, failure);
        }
    }

    /// <summary>One request to one place. What has no digest yet may be here already, and the server may say that it is still the same.</summary>
    private async Task<Digest> AttemptAsync(
        MirroredFile wanted, ResourceUrl mirror, Expected expected, Stream into, bool keepsCopies, CancellationToken cancellation)
    {
        ResourceUrl url = wanted.At(mirror);
        into.SetLength(0);
        if (!keepsCopies) return (await _transfer.RunAsync(url, expected, into, cancellation)).Digest;
        KnownCopy? known = null;
        VerifiedFile? held = null;
        if (_known.TryFind(url, out KnownCopy? found) && expected.Accepts(found.Digest) && cache.TryOpen(found.Digest, out held)) known = found;
        using (held)
        {
            KnownCopy copy = await _transfer.RunAsync(url, expected, into, cancellation, known);
            if (copy == known) using (Stream content = held!.OpenStream()) content.CopyTo(into);
            if (expected.Check is not null) await CheckAsync(mirror, into, expected.Check, cancellation);
            if (copy != known) _known.Remember(url, copy);
            return copy.Digest;
        }
    }

    private async Task CheckAsync(ResourceUrl mirror, Stream content, Func<ServedContent, Task> check, CancellationToken cancellation)
    {
        var bytes = new byte[content.Length];
        content.Position = 0;
        content.ReadExactly(bytes);
        try
        {
            await check(new(mirror, () => new MemoryStream(bytes, writable: false), (location, expected) => FindAsync(mirror, location, expected, cancellation)));
        }
        catch (ComposerException reason)
        {
            throw new UnfitContentException(reason, mayPass: true);
        }
    }

    /// <summary>One request: whoever retries asks for what it belongs to once more too.</summary>
    private async Task<byte[]?> FindAsync(ResourceUrl mirror, string location, Expected expected, CancellationToken cancellation)
    {
        ResourceUrl url = mirror.Append(location);
        using var bytes = new MemoryStream();
        try
        {
            await _transfer.RunAsync(url, expected, bytes, cancellation);
            return bytes.ToArray();
        }
        catch (WrongBytesException wrong)
        {
            throw new UnfitContentException(new(expected.Mismatch, wrong.Message, new SourceLocation(url.ToString())), mayPass: false);
        }
        catch (TransferException failure) when (failure.Id == TransportDiagnostics.Refused && !failure.IsTransient)
        {
            return null;
        }
        catch (TransferException failure)
        {
            throw new TransferException(failure.Id, $"{location}: {failure.Message}", failure.IsTransient, failure.RetryAfter, failure);
        }
    }

    private void Avoid(ResourceUrl mirror, ResourceUrl file, TransferException failure)
    {
        if (!_avoided.TryAdd(mirror, failure)) return;
        notices?.Report(new(TransportDiagnostics.Avoided, $"this mirror is avoided from here on: {failure.Message}", new SourceLocation(file.ToString())));
    }

    public void Dispose() => _transfer.Dispose();

    private static string? HintFor(TransferException failure) => failure.IsTransient ? "tried several times; check the network and the server"
        : failure.Id == TransportDiagnostics.Refused ? "the repository may have changed since its metadata or the lock was made"
        : null;

    private static ResiliencePipeline Retries(TransportSettings settings, int count, TimeProvider clock)
    {
        if (count == 0) return ResiliencePipeline.Empty;
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        return builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<TransferException>(failure => failure.IsTransient),
            MaxRetryAttempts = count,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = settings.MaxRetryDelay,
            DelayGenerator = attempt => ValueTask.FromResult(
                (attempt.Outcome.Exception as TransferException)?.RetryAfter is TimeSpan wanted ? (wanted < settings.MaxRetryDelay ? wanted : settings.MaxRetryDelay) : (TimeSpan?)null),
        }).Build();
    }
}
