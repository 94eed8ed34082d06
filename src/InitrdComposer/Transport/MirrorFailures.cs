using InitrdComposer.Diagnostics;

namespace InitrdComposer.Transport;

/// <summary>Why each of several mirrors does not give a file: the last failure of each.</summary>
internal sealed class MirrorFailures
{
    private readonly List<(ResourceUrl Url, TransferException Failure)> _failures = [];

    /// <summary>Whether the mirror may do better the next time; true for one that was not asked yet.</summary>
    public bool MayWork(ResourceUrl url) => Find(url)?.IsTransient != false;

    public TransferException? Find(ResourceUrl url)
    {
        int known = _failures.FindIndex(entry => entry.Url.Equals(url));
        return known < 0 ? null : _failures[known].Failure;
    }

    public void Add(ResourceUrl url, TransferException failure)
    {
        _failures.RemoveAll(entry => entry.Url.Equals(url));
        _failures.Add((url, failure));
    }

    /// <summary>
    /// All of them as one. Bytes that are not the promised ones, or cannot be what is asked for, weigh more than a mirror that cannot be reached: whoever
    /// reads of them knows that a mirror is there, and wrong.
    /// </summary>
    public TransferException Sum(DiagnosticId mismatch)
    {
        if (_failures is [var (_, only)]) return only;
        TransferException worst = _failures.Select(entry => entry.Failure).OrderByDescending(failure => failure.Id == mismatch || failure.InnerException is UnfitContentException).First();
        string reasons = string.Concat(_failures.Select(entry => $"\n  {entry.Url}: {entry.Failure.Message}"));
        return new(
            worst.Id, $"no mirror of {_failures.Count} gives it:{reasons}", _failures.Exists(entry => entry.Failure.IsTransient),
            _failures.Select(entry => entry.Failure.RetryAfter).Min(), worst);
    }
}
