using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;

namespace InitrdComposer.Attribution;

/// <summary>
/// What the packages of a lock have, by their headers. A header is believed only with its verified package, so that a package is fetched whole, once: what is kept of it serves
/// all later runs.
/// </summary>
/// <param name="fetcher">The way to packages.</param>
/// <param name="folder">Where relative places start.</param>
public sealed class LockFiles(Fetcher fetcher, string folder)
{
    /// <param name="locked">All its packages are read, the kernel's among them.</param>
    /// <param name="sourceOf">As a package's origin is to be called in <see cref="PackageMatch.Source"/>.</param>
    /// <param name="progress">Told of packages that are fetched.</param>
    /// <returns>One a source, in the order of the packages.</returns>
    /// <exception cref="Diagnostics.ComposerException">A package is not to be had, not the locked one, or malformed.</exception>
    public async Task<ImmutableArray<KnownFiles>> ReadAsync(
        LockFile locked, Func<LockedPackage, string> sourceOf, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        using PackageStore store = await fetcher.FetchHeadersAsync(locked, folder, progress, cancellation);
        var headers = new PackageHeader[locked.Packages.Length];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, headers.Length)], index => headers[index] = store.Open(locked.Packages[index]).Header);
        return
        [
            .. locked.Packages.Zip(headers, (package, header) => (Source: sourceOf(package), Header: header))
                .GroupBy(entry => entry.Source, entry => entry.Header, StringComparer.Ordinal).Select(group => KnownFiles.Of(group.Key, group)),
        ];
    }
}
