using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;

namespace InitrdComposer.Attribution;

/// <summary>What the packages of a lock have.</summary>
public static class LockFiles
{
    /// <summary>Of all its packages, the kernel's among them, by their headers.</summary>
    /// <param name="source">What the lock is called.</param>
    /// <param name="store">Has them, verified.</param>
    /// <exception cref="Diagnostics.ComposerException">A package is not the locked one, or malformed.</exception>
    public static KnownFiles Read(string source, IPackageStore store, IReadOnlyList<LockedPackage> packages)
    {
        var headers = new PackageHeader[packages.Count];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, packages.Count)], index => headers[index] = store.Open(packages[index]).Header);
        return KnownFiles.Of(source, headers);
    }
}
