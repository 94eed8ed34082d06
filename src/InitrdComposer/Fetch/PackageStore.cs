using System.Collections.Concurrent;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Lock;
using InitrdComposer.Transport;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>
/// The packages of a lock: those of local repositories and installed ones where they are, others in the cache. Each is hashed once, before anything of
/// it is believed, from the very file that is read afterwards, and stays open until the store is disposed; one that went bad in the cache is fetched
/// again. A header that an earlier run has read is believed without its file. Thread-safe.
/// </summary>
public sealed class PackageStore : IPackageStore, IDisposable
{
    /// <summary>Part of the key: another layout gets another one.</summary>
    private const string Layout = "package header 1 of ";

    private readonly ConcurrentDictionary<Digest, Lazy<IPackage>> _files = new();

    private readonly PackageSources _sources;
    private readonly IKeyedStore? _remembered;

    internal PackageStore(PackageSources sources, IKeyedStore? remembered) => (_sources, _remembered) = (sources, remembered);

    /// <summary>Whether an earlier run has read a package's header, so that its file is not needed for that.</summary>
    public static bool IsRemembered(IKeyedStore? remembered, LockedPackage package) => remembered?.Find(KeyOf(package.Digest)) is not null;

    /// <exception cref="ComposerException">
    /// The digest differs, the package is malformed, or its header names another package than the lock.
    /// </exception>
    public IPackage Open(LockedPackage package) => _sources.MachineOf(package) is InstalledPackages machine
        ? machine.Open(package)
        : _files.GetOrAdd(package.Digest, _ => new(() => Recall(package) ?? (IPackage)Remember(package, OpenFile(package)))).Value;

    /// <inheritdoc/>
    public IEnumerable<ChangedFile> FindChanged(LockedPackage package, IEnumerable<FileContent.Packaged> files) =>
        _sources.MachineOf(package)?.FindChanged(package, files) ?? [];

    public void Dispose()
    {
        foreach (Lazy<IPackage> file in _files.Values.Where(file => file.IsValueCreated)) (file.Value as IDisposable)?.Dispose();
    }

    private RememberedPackage? Recall(LockedPackage package)
    {
        if (_remembered?.Find(KeyOf(package.Digest)) is not byte[] stored) return null;
        string url = _sources.NameOf(package);
        var description = new RpmDescription(RpmHeaderReader.Read(new MemoryStream(stored), RpmTag.HeaderImmutable, 0));
        var header = RpmPackageHeader.Of(description, package.Digest, url);
        CheckName(package, header, url);
        return new(header, description, () => OpenFile(package));
    }

    private RpmPackage Remember(LockedPackage package, RpmPackage opened)
    {
        _remembered?.Store(KeyOf(package.Digest), opened.HeaderBytes);
        return opened;
    }

    private RpmPackage OpenFile(LockedPackage package)
    {
        string url = _sources.NameOf(package);
        VerifiedFile file = _sources.FetchAsync(package, CancellationToken.None).GetAwaiter().GetResult();
        var opened = RpmPackage.Open(file, url);
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

    private static Digest KeyOf(Digest package) => Digest.Sha256Of(Encoding.ASCII.GetBytes($"{Layout}{package}"));

    /// <summary>Compared as text: a header without epoch and metadata with epoch 0 mean the same.</summary>
    private static void CheckName(LockedPackage package, PackageHeader header, string url)
    {
        string got = header.Nevra.ToString();
        string expected = package.Nevra.ToString();
        if (got == expected) return;
        throw new ComposerException(
            FetchDiagnostics.MetadataLie, $"metadata-lie: the package's header says {Printable.Escape(Encoding.UTF8.GetBytes(got))}, repository and lock say {expected}", new SourceLocation(url),
            "the repository's metadata is wrong or forged: do not use it");
    }
}
