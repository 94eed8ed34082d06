using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>Where the packages of a lock come from and what is expected of them. A lock is text that people edit: nothing in it is taken on trust.</summary>
internal sealed class PackageSources
{
    private readonly Downloader _downloader;
    private readonly Dictionary<string, Source> _repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstalledPackages> _machines = new(StringComparer.Ordinal);

    /// <param name="downloader">The way to them.</param>
    /// <param name="lockFile">Names the repositories.</param>
    /// <param name="folder">Where their relative paths start, or a bundle.</param>
    /// <param name="temporary">Where rpm's database is copied to; null: where the system has such things.</param>
    public PackageSources(Downloader downloader, LockFile lockFile, string folder, string? temporary)
    {
        _downloader = downloader;
        var places = Places.Of(downloader.Disk, folder);
        var mirrors = new MirrorSource(downloader, folder);
        foreach (LockedRepository repository in lockFile.Repositories)
        {
            if (repository is LockedRepository.Metadata metadata) _repositories[repository.Id] = SourceOf(metadata, mirrors, places, folder);
            if (repository is LockedRepository.Folder local)
            {
                var here = ResourceUrl.OfPath(Path.GetFullPath(places.Repository(local.Path), folder));
                _repositories[repository.Id] = new(here, new(() => Task.FromResult(Mirrors.Of(here))));
            }

            if (repository is LockedRepository.Installed installed) _machines[repository.Id] = new(downloader.Disk, installed, folder, temporary);
        }
    }

    /// <summary>The machine that has a package installed; null where the package is a file.</summary>
    public InstalledPackages? MachineOf(LockedPackage package) => _machines.GetValueOrDefault(package.Repository);

    /// <summary>For messages: where the package is first looked for.</summary>
    /// <exception cref="ComposerException">The lock names no such repository, or a location outside of it.</exception>
    public string NameOf(LockedPackage package) => SourceOf(package).First is ResourceUrl first ? first.Append(package.Location).ToString() : $"{package.Repository}/{Escape(package.Location)}";

    /// <summary>The package's file, verified: dispose it.</summary>
    /// <exception cref="ComposerException">It is not to be had, or is not the one that was locked.</exception>
    public async Task<VerifiedFile> FetchAsync(LockedPackage package, CancellationToken cancellation)
    {
        Source source = SourceOf(package);
        Expected expected = ExpectedOf(package);

        // A list of mirrors is not asked for what is here.
        if (source.IsListed && _downloader.TryOpenKept(expected, out VerifiedFile? kept)) return kept;
        try
        {
            return await _downloader.FetchAsync(await source.Mirrors.Value, package.Location, expected, cancellation: cancellation);
        }
        catch (ComposerException other) when (other.Id == FetchDiagnostics.Replaced)
        {
            throw Replaced(package, other);
        }
    }

    /// <summary>Sees to it that the package's file is on this machine, without hashing what already is.</summary>
    /// <inheritdoc cref="FetchAsync"/>
    public async Task PrefetchAsync(LockedPackage package, CancellationToken cancellation)
    {
        Source source = SourceOf(package);
        Expected expected = ExpectedOf(package);
        if (source.IsListed && _downloader.IsKept(expected)) return;
        try
        {
            await _downloader.PrefetchAsync(await source.Mirrors.Value, package.Location, expected, cancellation: cancellation);
        }
        catch (ComposerException other) when (other.Id == FetchDiagnostics.Replaced)
        {
            throw Replaced(package, other);
        }
    }

    private static Source SourceOf(LockedRepository.Metadata repository, MirrorSource mirrors, Places places, string folder)
    {
        async Task<Mirrors> FindAsync() => (await mirrors.FindAsync(repository.Id, repository.ToPlace(), isPinned: true, CancellationToken.None)).Mirrors;
        string here = places.Repository(repository.BaseUrl);
        bool isListed = repository.List is not null && here == repository.BaseUrl;
        ResourceUrl? first = !isListed && ResourceUrl.TryParse(here, folder, out ResourceUrl? url) ? url : null;
        return new(first, new(FindAsync)) { IsListed = isListed };
    }

    private Source SourceOf(LockedPackage package)
    {
        if (!_repositories.TryGetValue(package.Repository, out Source? source))
        {
            throw new ComposerException(
                FetchDiagnostics.UnknownRepository, $"package {package.Nevra}: repository: got '{Escape(package.Repository)}', expected one that the lock lists");
        }

        return MetadataPath.IsSafe(package.Location)
            ? source
            : throw new ComposerException(
                FetchDiagnostics.BadLocation, $"package {package.Nevra}: location: got '{Escape(package.Location)}', expected {MetadataPath.Rule}");
    }

    /// <summary>The same name, version and architecture, and other bytes.</summary>
    private static ComposerException Replaced(LockedPackage package, ComposerException other) => new(
        FetchDiagnostics.Replaced, $"{package.Nevra} is not the file that was locked: {other.Message}", other.Location,
        $"the repository has replaced it under its name (built again, signed anew), or somebody on the way has; if it is meant, take the new one: initrd-composer lock RECIPE --update {package.Nevra.Name}", other);

    private static Expected ExpectedOf(LockedPackage package) => new(package.Digest, package.Size, package.Size, FetchDiagnostics.Replaced);

    private static string Escape(string text) => Printable.Escape(Encoding.UTF8.GetBytes(text));

    /// <summary>A repository, whose mirrors are looked up when they are needed.</summary>
    /// <param name="First">Where it is first looked for; null: only a list of mirrors knows.</param>
    private sealed record Source(ResourceUrl? First, Lazy<Task<Mirrors>> Mirrors)
    {
        public bool IsListed { get; init; }
    }
}
