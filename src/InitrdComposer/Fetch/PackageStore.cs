using System.Collections.Concurrent;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Lock;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>
/// The packages of a lock: those of local repositories and installed ones where they are, others in the cache. Each is hashed once, before anything of
/// it is believed, from the very file that is read afterwards, and stays open until the store is disposed; one that went bad in the cache is fetched
/// again. Whoever must have signed it has done so, by the policy of its repository. A header that an earlier run has read under the same policy is believed
/// without its file. Thread-safe.
/// </summary>
public sealed class PackageStore : IPackageStore, IDisposable
{
    /// <summary>Part of the key: another layout gets another one.</summary>
    private const string Layout = "package header 3 of ";

    /// <summary>One of several repositories is not verified by the keys of another one.</summary>
    private readonly ConcurrentDictionary<(string Repository, Digest), Lazy<IPackage>> _files = new();

    private readonly PackageSources _sources;
    private readonly IReadOnlyDictionary<string, SignaturePolicy> _policies;
    private readonly IKeyedStore? _remembered;

    internal PackageStore(PackageSources sources, IReadOnlyDictionary<string, SignaturePolicy> policies, IKeyedStore? remembered) =>
        (_sources, _policies, _remembered) = (sources, policies, remembered);

    /// <summary>Whether an earlier run has read a package's header, so that its file is not needed for that.</summary>
    internal bool IsRemembered(LockedPackage package) => _policies.ContainsKey(package.Repository) && _remembered?.Find(KeyOf(package)) is not null;

    /// <summary>Sees to it that the package's file is on this machine, if it is one.</summary>
    /// <exception cref="ComposerException">It is not to be had, or is not the one that was locked.</exception>
    internal Task PrefetchAsync(LockedPackage package, CancellationToken cancellation) =>
        _sources.MachineOf(package) is null ? _sources.PrefetchAsync(package, cancellation) : Task.CompletedTask;

    /// <exception cref="ComposerException">
    /// The digest differs, the package is malformed, its header names another package than the lock, or nobody signed it whose signature counts.
    /// </exception>
    public IPackage Open(LockedPackage package) => _sources.MachineOf(package) is InstalledPackages machine
        ? machine.Open(package)
        : _files.GetOrAdd((package.Repository, package.Digest), _ => new(() => Recall(package) ?? (IPackage)Remember(package, OpenFile(package)))).Value;

    /// <inheritdoc/>
    public IEnumerable<ChangedFile> FindChanged(LockedPackage package, IEnumerable<FileContent.Packaged> files) =>
        _sources.MachineOf(package)?.FindChanged(package, files) ?? [];

    public void Dispose()
    {
        foreach (Lazy<IPackage> file in _files.Values.Where(file => file.IsValueCreated)) (file.Value as IDisposable)?.Dispose();
    }

    private RememberedPackage? Recall(LockedPackage package)
    {
        string url = _sources.NameOf(package);
        if (_remembered?.Find(KeyOf(package)) is not byte[] stored) return null;
        var kept = KeptPackage.Decode(stored);
        var description = new RpmDescription(RpmHeaderReader.Read(new MemoryStream(kept.Header.ToArray()), RpmTag.HeaderImmutable, 0));
        var header = RpmPackageHeader.Of(description, package.Digest, url);
        CheckName(package, header, url);
        return new(header, description, kept.SignedBy, () => OpenFile(package));
    }

    private RpmPackage Remember(LockedPackage package, RpmPackage opened)
    {
        _remembered?.Store(KeyOf(package), new KeptPackage(opened.SignedBy, opened.HeaderBytes).Encode());
        return opened;
    }

    private RpmPackage OpenFile(LockedPackage package)
    {
        string url = _sources.NameOf(package);
        VerifiedFile file = _sources.FetchAsync(package, CancellationToken.None).GetAwaiter().GetResult();
        var opened = RpmPackage.Open(file, url, _policies[package.Repository]);
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

    private Digest KeyOf(LockedPackage package) => Digest.Sha256Of(Encoding.ASCII.GetBytes($"{Layout}{package.Digest} by {_policies[package.Repository].Identity}"));

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
