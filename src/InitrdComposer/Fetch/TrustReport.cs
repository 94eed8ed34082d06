using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Lock;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Fetch;

/// <summary>Whose signatures a build rests on: what must be signed of each repository, and who signed each package.</summary>
/// <param name="Repositories">In the lock's order, without what a machine has installed.</param>
/// <param name="SignedBy">The key of each package, by the package's digest; those that nobody had to sign are missing.</param>
public sealed record TrustReport(ImmutableArray<LockedRepository> Repositories, ImmutableDictionary<Digest, Fingerprint> SignedBy)
{
    /// <param name="store">That has opened them already.</param>
    public static TrustReport Of(LockFile locked, PackageStore store) => new(
        [.. locked.Repositories.Where(repository => repository is not LockedRepository.Installed)],
        locked.Packages.Select(package => (package.Digest, store.Open(package).SignedBy)).Where(signed => signed.SignedBy is not null).DistinctBy(signed => signed.Digest)
            .ToImmutableDictionary(signed => signed.Digest, signed => signed.SignedBy!.Value));

    /// <summary>Of repositories whose recipe lets weak hashes pass.</summary>
    public IEnumerable<Notice> Notices => Repositories.Where(repository => repository.Signatures?.Trust == RepositoryTrust.Legacy).Select(repository => LegacyTrust.Of(repository.Id));
}
