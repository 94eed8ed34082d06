using InitrdComposer.Fetch;
using InitrdComposer.Lock;

namespace InitrdComposer.Root;

/// <summary>What the packages of a lock say of themselves.</summary>
public static class PackageHeaders
{
    /// <summary>In the order of <paramref name="packages"/>; each package is hashed against the lock before its header is believed.</summary>
    /// <exception cref="Diagnostics.ComposerException">A package is not the locked one, or malformed.</exception>
    public static IReadOnlyList<PackageHeader> Read(IPackageStore store, IReadOnlyList<LockedPackage> packages)
    {
        var headers = new PackageHeader[packages.Count];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, packages.Count)], index =>
        {
            using IPackage package = store.Open(packages[index]);
            headers[index] = package.Header;
        });
        return headers;
    }
}
