using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Fetch;

/// <summary>Whose signatures a build rests on: what must be signed of each repository, and who signed each package.</summary>
/// <param name="Repositories">In the lock's order, without what a machine has installed.</param>
/// <param name="SignedBy">Who signed each package, by its repository, whose policy it is, and its digest; those that nobody had to sign are missing.</param>
public sealed record TrustReport(ImmutableArray<LockedRepository> Repositories, ImmutableDictionary<(string Repository, Digest Digest), PackageSigner> SignedBy)
{
    /// <param name="store">That has opened them already.</param>
    public static TrustReport Of(LockFile locked, PackageStore store) => new(
        [.. locked.Repositories.Where(repository => repository is not LockedRepository.Installed)],
        locked.Packages.DistinctBy(KeyOf).Select(package => (Key: KeyOf(package), store.Open(package).SignedBy)).Where(signed => signed.SignedBy is not null)
            .ToImmutableDictionary(signed => signed.Key, signed => signed.SignedBy!));

    /// <returns>Null: nobody had to.</returns>
    public PackageSigner? SignerOf(LockedPackage package) => SignedBy.GetValueOrDefault(KeyOf(package));

    /// <summary>Of repositories whose recipe lets weak hashes pass.</summary>
    public IEnumerable<Notice> Notices => Repositories.Where(repository => repository.Signatures?.Trust == RepositoryTrust.Legacy).Select(repository => LegacyTrust.Of(repository.Id));

    private static (string Repository, Digest Digest) KeyOf(LockedPackage package) => (package.Repository, package.Digest);
}
