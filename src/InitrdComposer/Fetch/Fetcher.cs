using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>Brings the packages of a lock here, several at a time. Knows no recipe and no metadata: the lock says all.</summary>
/// <param name="downloader">Brings them.</param>
/// <param name="remembered">Keeps headers between runs; null: nothing does.</param>
/// <param name="temporary">Where rpm's database of a machine is copied to; null: where the system has such things.</param>
public sealed class Fetcher(Downloader downloader, IKeyedStore? remembered = null, string? temporary = null)
{
    /// <param name="lockFile">Whose packages.</param>
    /// <param name="folder">Where its relative base URLs start: the recipe's folder.</param>
    /// <param name="progress">Told after each package.</param>
    /// <param name="cancellation">Stops all transfers.</param>
    /// <returns>A store in which every package is present; its bytes are verified when it is opened.</returns>
    /// <exception cref="ComposerException">A package is not to be had, or is not the one that was locked.</exception>
    public async Task<PackageStore> FetchAsync(
        LockFile lockFile, string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        var sources = new PackageSources(downloader, lockFile, folder, temporary);
        long totalBytes = lockFile.Packages.Sum(package => package.Size);
        int packages = 0;
        long bytes = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = downloader.Settings.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(lockFile.Packages, options, async (package, token) =>
        {
            if (sources.MachineOf(package) is null) await sources.PrefetchAsync(package, token);
            progress?.Report(new(Interlocked.Increment(ref packages), lockFile.Packages.Length, Interlocked.Add(ref bytes, package.Size), totalBytes));
        });
        return new(sources, remembered);
    }
}
