using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;
using InitrdComposer.Transport;

namespace InitrdComposer.Fetch;

/// <summary>Reads a package of some ecosystem.</summary>
/// <param name="file">Its bytes, verified; owned by the package from now on, also when this throws.</param>
/// <param name="name">For errors: path or URL.</param>
public delegate IPackage PackageOpener(VerifiedFile file, string name);

/// <summary>
/// The packages of a lock: those of local repositories where they are, others in the cache. Each is hashed when it is opened, from the very file that
/// is read afterwards; one that went bad in the cache is fetched again.
/// </summary>
public sealed class PackageStore : IPackageStore
{
    private readonly Downloader _downloader;
    private readonly PackageSources _sources;
    private readonly PackageOpener _open;

    internal PackageStore(Downloader downloader, PackageSources sources, PackageOpener open) => (_downloader, _sources, _open) = (downloader, sources, open);

    /// <exception cref="ComposerException">
    /// The digest differs, the package is malformed, or its header names another package than the lock.
    /// </exception>
    public IPackage Open(LockedPackage package)
    {
        ResourceUrl url = _sources.UrlOf(package);
        VerifiedFile file = _downloader.FetchAsync(url, PackageSources.ExpectedOf(package)).GetAwaiter().GetResult();
        IPackage opened = _open(file, url.ToString());
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
