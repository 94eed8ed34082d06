using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>Where the packages of a lock come from and what is expected of them. A lock is text that people edit: nothing in it is taken on trust.</summary>
internal sealed class PackageSources
{
    private readonly Dictionary<string, ResourceUrl> _repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstalledPackages> _machines = new(StringComparer.Ordinal);

    /// <param name="disk">Where the folder is.</param>
    /// <param name="lockFile">Names the repositories.</param>
    /// <param name="folder">Where their relative base URLs start, or a bundle.</param>
    /// <param name="temporary">Where rpm's database is copied to; null: where the system has such things.</param>
    public PackageSources(Disk disk, LockFile lockFile, string folder, string? temporary)
    {
        Places places = Places.Of(disk, folder);
        foreach (LockedRepository repository in lockFile.Repositories)
        {
            if (repository is LockedRepository.Metadata metadata) _repositories[repository.Id] = UrlOf(metadata, places, folder);
            if (repository is LockedRepository.Folder local) _repositories[repository.Id] = ResourceUrl.OfPath(Path.GetFullPath(places.Repository(local.Path), folder));
            if (repository is LockedRepository.Installed installed) _machines[repository.Id] = new(disk, installed, folder, temporary);
        }
    }

    /// <summary>The machine that has a package installed; null where the package is a file.</summary>
    public InstalledPackages? MachineOf(LockedPackage package) => _machines.GetValueOrDefault(package.Repository);

    public ResourceUrl UrlOf(LockedPackage package)
    {
        if (!_repositories.TryGetValue(package.Repository, out ResourceUrl? repository))
        {
            throw new ComposerException(
                FetchDiagnostics.UnknownRepository, $"package {package.Nevra}: repository: got '{Escape(package.Repository)}', expected one that the lock lists");
        }

        return MetadataPath.IsSafe(package.Location)
            ? repository.Append(package.Location)
            : throw new ComposerException(
                FetchDiagnostics.BadLocation, $"package {package.Nevra}: location: got '{Escape(package.Location)}', expected {MetadataPath.Rule}");
    }

    private static ResourceUrl UrlOf(LockedRepository.Metadata repository, Places places, string folder) =>
        ResourceUrl.TryParse(places.Repository(repository.BaseUrl), folder, out ResourceUrl? url) ? url : throw new ComposerException(
            RepositoryDiagnostics.BadBaseUrl, $"repository {repository.Id}: got '{Escape(repository.BaseUrl)}', expected file:///..., http://..., https://... or a path");

    public static Expected ExpectedOf(LockedPackage package) => new(package.Digest, package.Size, package.Size, FetchDiagnostics.Replaced);

    private static string Escape(string text) => Printable.Escape(Encoding.UTF8.GetBytes(text));
}
