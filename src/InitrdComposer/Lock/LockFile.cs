using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>
/// A resolution, pinned: everything a build needs to know of repositories, so that it can be done again next year, offline, with the same bytes.
/// </summary>
/// <param name="Inputs">Digest of the recipe's resolution inputs only: a changed command line does not make a lock stale.</param>
/// <param name="SourceDateEpoch">Seconds since 1970 that no mtime exceeds.</param>
/// <param name="Repositories">In the recipe's order.</param>
/// <param name="Packages">Sorted by name, then architecture, then EVR as text.</param>
public sealed record LockFile(
    Digest Inputs, string Architecture, long SourceDateEpoch, ImmutableArray<LockedRepository> Repositories, ImmutableArray<LockedPackage> Packages);

/// <summary>A repository as it was when it was resolved against.</summary>
/// <param name="BaseUrl">As the recipe wrote it.</param>
/// <param name="Repomd">Digest of repomd.xml.</param>
/// <param name="Revision">repomd's revision text.</param>
public sealed record LockedRepository(string Id, string BaseUrl, Digest Repomd, string Revision);

/// <summary>One package.</summary>
/// <param name="Repository">Id of the repository it comes from.</param>
/// <param name="Location">Path below the repository's base URL.</param>
/// <param name="Size">Of the package file, in bytes.</param>
/// <param name="Digest">Of the package file.</param>
/// <param name="RequestedBy">Why it is here; at least one.</param>
public sealed record LockedPackage(
    Nevra Nevra, PackageRole Role, string Repository, string Location, long Size, Digest Digest, ImmutableArray<RequestedBy> RequestedBy);

/// <summary>One edge of the closure.</summary>
/// <param name="Package">The requiring package, or null when the recipe itself wants it.</param>
/// <param name="Dependency">The dependency's text: the requirement, or the recipe's spec.</param>
/// <param name="Line">The recipe's line, from 1, when <paramref name="Package"/> is null.</param>
/// <param name="IsWeak">It was recommended or supplemented, not required.</param>
public sealed record RequestedBy(Nevra? Package, string Dependency, int? Line, bool IsWeak);

/// <summary>What a package is used for; only <see cref="Install"/> enters the tree.</summary>
public enum PackageRole
{
    Install,
    Kernel,
    Stub,
    Microcode,
}
