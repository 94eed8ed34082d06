using System.Collections.Concurrent;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Transport;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>
/// The packages of a lock: those of local repositories and installed ones where they are, others in the cache. Each is hashed once, when it is opened
/// first, from the very file that is read afterwards, and stays open until the store is disposed; one that went bad in the cache is fetched again.
/// Thread-safe.
/// </summary>
public sealed class PackageStore : IPackageStore, IDisposable
{
    private readonly ConcurrentDictionary<Digest, Lazy<RpmPackage>> _files = new();

    private readonly Downloader _downloader;
    private readonly PackageSources _sources;

    internal PackageStore(Downloader downloader, PackageSources sources) => (_downloader, _sources) = (downloader, sources);

    /// <exception cref="ComposerException">
    /// The digest differs, the package is malformed, or its header names another package than the lock.
    /// </exception>
    public IPackage Open(LockedPackage package) => _sources.MachineOf(package) is InstalledPackages machine
        ? machine.Open(package)
        : _files.GetOrAdd(package.Digest, _ => new(() => OpenFile(package))).Value;

    /// <inheritdoc/>
    public IEnumerable<ChangedFile> FindChanged(LockedPackage package, IEnumerable<FileContent.Packaged> files) =>
        _sources.MachineOf(package)?.FindChanged(package, files) ?? [];

    public void Dispose()
    {
        foreach (Lazy<RpmPackage> file in _files.Values.Where(file => file.IsValueCreated)) file.Value.Dispose();
    }

    private RpmPackage OpenFile(LockedPackage package)
    {
        ResourceUrl url = _sources.UrlOf(package);
        VerifiedFile file = _downloader.FetchAsync(url, PackageSources.ExpectedOf(package)).GetAwaiter().GetResult();
        var opened = RpmPackage.Open(file, url.ToString());
        try
        {
            CheckName(package, opened.Header, url);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Compared as text: a header without epoch and metadata with epoch 0 mean the same.</summary>
    private static void CheckName(LockedPackage package, PackageHeader header, ResourceUrl url)
    {
        string got = header.Nevra.ToString();
        string expected = package.Nevra.ToString();
        if (got == expected) return;
        throw new ComposerException(
            FetchDiagnostics.MetadataLie, $"metadata-lie: the package's header says {Printable.Escape(Encoding.UTF8.GetBytes(got))}, repository and lock say {expected}", new SourceLocation(url.ToString()),
            "the repository's metadata is wrong or forged: do not use it");
    }
}
