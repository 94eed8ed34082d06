using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>Brings the packages of a lock here, several at a time. Knows no recipe and no metadata: the lock says all.</summary>
/// <param name="downloader">Brings them.</param>
/// <param name="remembered">Keeps headers between runs; null: nothing does.</param>
/// <param name="temporary">Where rpm's database of a machine is copied to; null: where the system has such things.</param>
/// <param name="clock">Says which signatures are from the future; null: the system's.</param>
public sealed class Fetcher(Downloader downloader, IKeyedStore? remembered = null, string? temporary = null, TimeProvider? clock = null)
{
    /// <param name="lockFile">Whose packages.</param>
    /// <param name="folder">Where its relative base URLs start: the recipe's folder.</param>
    /// <param name="progress">Told after each package.</param>
    /// <param name="cancellation">Stops all transfers.</param>
    /// <returns>A store in which every package is present; its bytes are verified when it is opened.</returns>
    /// <exception cref="ComposerException">A package is not to be had, or is not the one that was locked; or nobody says whose signatures count.</exception>
    public Task<PackageStore> FetchAsync(LockFile lockFile, string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default) =>
        FetchAsync(lockFile, folder, wantsRemembered: true, progress, cancellation);

    /// <summary>The same for who wants headers: packages whose headers an earlier run has read are not fetched before somebody asks for their payload.</summary>
    /// <inheritdoc cref="FetchAsync(LockFile, string, IProgress{FetchProgress}?, CancellationToken)"/>
    public Task<PackageStore> FetchHeadersAsync(LockFile lockFile, string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default) =>
        FetchAsync(lockFile, folder, wantsRemembered: false, progress, cancellation);

    /// <summary>Brings what is not here, and holds every package file to its digest, those that are here already too: one that went bad in the cache is fetched again.</summary>
    /// <inheritdoc cref="FetchAsync(LockFile, string, IProgress{FetchProgress}?, CancellationToken)"/>
    public async Task VerifyAsync(LockFile lockFile, string folder, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        var sources = new PackageSources(downloader, lockFile, folder, temporary);
        PoliciesOf(lockFile, folder); // for its errors: a certificate that is missing is told now, not by the build
        await ForEachAsync(lockFile, progress, async (package, token) =>
        {
            if (sources.MachineOf(package) is null) (await sources.FetchAsync(package, token)).Dispose();
        }, cancellation);
    }

    /// <summary>
    /// Whether those who signed packages once would still be believed, by the files of keys as they are now. Nothing is read but those: what expires by them had not when
    /// the packages were signed, or they would not have been built.
    /// </summary>
    /// <param name="lockFile">Says whose signatures count.</param>
    /// <param name="folder">Where its relative paths start: the recipe's folder.</param>
    /// <param name="signedBy">Who signed its packages.</param>
    /// <exception cref="ComposerException">Nobody says whose signatures count, or a certificate is missing or malformed.</exception>
    public bool StillBelieves(LockFile lockFile, string folder, IReadOnlyDictionary<(string Repository, Digest Digest), PackageSigner> signedBy)
    {
        Dictionary<string, SignaturePolicy> policies = PoliciesOf(lockFile, folder);
        return lockFile.Packages.Select(package => (package.Repository, Signer: signedBy.GetValueOrDefault((package.Repository, package.Digest)))).Distinct()
            .All(signed => !policies[signed.Repository].ChecksPackages || (signed.Signer is PackageSigner signer && policies[signed.Repository].StillBelieves(signer)));
    }

    private async Task<PackageStore> FetchAsync(LockFile lockFile, string folder, bool wantsRemembered, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var store = new PackageStore(new(downloader, lockFile, folder, temporary), PoliciesOf(lockFile, folder), remembered);
        if (!wantsRemembered) lockFile = lockFile with { Packages = [.. lockFile.Packages.Where(package => !store.IsRemembered(package))] };
        await ForEachAsync(lockFile, progress, store.PrefetchAsync, cancellation);
        return store;
    }

    private Task ForEachAsync(LockFile lockFile, IProgress<FetchProgress>? progress, Func<LockedPackage, CancellationToken, Task> doAsync, CancellationToken cancellation)
    {
        long totalBytes = lockFile.Packages.Sum(package => package.Size);
        int packages = 0;
        long bytes = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = downloader.Settings.Parallelism, CancellationToken = cancellation };
        return Parallel.ForEachAsync(lockFile.Packages, options, async (package, token) =>
        {
            await doAsync(package, token);
            progress?.Report(new(Interlocked.Increment(ref packages), lockFile.Packages.Length, Interlocked.Add(ref bytes, package.Size), totalBytes));
        });
    }

    private Dictionary<string, SignaturePolicy> PoliciesOf(LockFile lockFile, string folder) =>
        lockFile.Repositories.ToDictionary(repository => repository.Id, repository => PolicyOf(repository, folder), StringComparer.Ordinal);

    private SignaturePolicy PolicyOf(LockedRepository repository, string folder)
    {
        if (repository is LockedRepository.Installed) return SignaturePolicy.Nothing;
        return repository.Signatures is RepositorySignatures asked
            ? SignaturePolicy.Read(downloader.Disk, folder, repository.Id, asked, hasMetadata: repository is not LockedRepository.Folder, location: null, clock ?? TimeProvider.System)
            : throw new ComposerException(
                LockDiagnostics.Stale, $"stale: the lock was made before signatures were checked: repository {repository.Id} says nothing of them", hint: "run: initrd-composer lock RECIPE");
    }
}
