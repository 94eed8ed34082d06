using System.Collections.Concurrent;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>
/// What a certificate validly says of its own keys. Third parties' certifications are not looked at, nor are revocations by designated revokers
/// (RFC 9580 deprecates them; their keys are not at hand). Whether a signature is its key's is found out once, when first asked. Thread-safe.
/// <para>
/// Hashes: self-signatures over the primary key, alone or with a user id, may be of SHA-1. They say how long the key lives and what it is for, and nothing
/// that the recipe has not accepted with the fingerprint, which rests on SHA-1 itself; and what they need is its resistance to second preimages, which
/// stands, as rpm-sequoia's policy had it until February 2023 (RHEL 9's policy never did). Without it keys that are still in use, CentOS 7's and those of
/// many third parties, have no valid self-signature, and their users would switch checking off altogether. Bindings of subkeys and their
/// cross-certifications extend trust to other keys, which a collision between two certified texts can be turned into (Leurent and Peyrin, "SHA-1 is a
/// Shambles", 2020): they need what signatures of data need. Revocations count with any hash: believing one is never the dangerous side.
/// One whose hash cannot be computed may be the owner's or anybody's: it is neither believed nor passed over, but told of. Where they stand does not matter.
/// </para>
/// </summary>
/// <param name="certificate">All copies merged.</param>
internal sealed class SelfSignatures(Certificate certificate)
{
    private readonly PublicKeyPacket _primary = certificate.PrimaryKey;

    /// <summary>
    /// By the key that a signature is over, the primary key wherever no subkey is: revocations are tried against each subkey, all else stands behind what
    /// it is over.
    /// </summary>
    private readonly ConcurrentDictionary<(Signature Signature, PublicKeyPacket Over), bool> _verified = [];

    public Certificate Certificate => certificate;

    /// <summary>
    /// What it says of its primary key, as GnuPG finds it out: over the key alone and over each user id that is not revoked only the newest signature that
    /// is in force speaks, so that one which leaves out an expiry takes back what its like said before; each property is then what is said of it over the
    /// key alone, else over the user id that spoke of it last, so that one which says nothing of it (a designated revoker is named by such) takes nothing
    /// back. A key of version 6 speaks by signatures over itself alone (RFC 9580, 5.2.3.10). Null: nothing is valid.
    /// </summary>
    public KeyStatement? OfPrimary(Times times)
    {
        Signature? ofKey = Newest(ByPrimary(certificate.Signatures, SignatureType.DirectKey), SignedData.Key(_primary), times);
        IEnumerable<UserId> ids = _primary.Version == 4 ? certificate.UserIds : [];
        IEnumerable<Signature?> ofIds = ids.Select(id => Newest(CertificationsOf(id), SignedData.Certification(_primary, id), times)).OrderByDescending(signature => signature?.Made);
        Signature[] all = [.. ofIds.Prepend(ofKey).OfType<Signature>()];
        return all.Length == 0 ? null : KeyStatement.Of(all);
    }

    /// <summary>The newest valid binding of a subkey; null: none.</summary>
    public Signature? BindingOf(Subkey subkey, Times times) => ByPrimary(subkey.Signatures, SignatureType.SubkeyBinding)
        .OrderByDescending(binding => binding.Made)
        .FirstOrDefault(binding => IsInForce(binding, times, HashPolicy.Allows(binding.Hash)) && Verifies(binding, subkey));

    /// <summary>Whether the subkey says itself that it belongs to the primary key (RFC 9580, 5.2.1.9): else anybody could bind it to a key of theirs.</summary>
    public bool IsCrossCertified(Subkey subkey, Signature binding, Times times) => binding.Embedded is { Type: SignatureType.PrimaryKeyBinding } back
        && IsInForce(back, times, HashPolicy.Allows(back.Hash)) && Verifies(back, subkey, by: subkey.Key);

    public bool IsRevoked() => ByPrimary(certificate.Signatures, SignatureType.KeyRevocation).Any(revocation => Verifies(revocation, SignedData.Key(_primary)));

    public bool IsRevoked(Subkey subkey) => ByPrimary(certificate.SubkeyRevocations, SignatureType.SubkeyRevocation).Any(revocation => Verifies(revocation, subkey));

    /// <summary>A revocation that may be the primary key's and cannot be checked here, for want of its hash. Null: none.</summary>
    public Signature? UncheckedRevocation() => ByPrimary(certificate.Signatures, SignatureType.KeyRevocation).FirstOrDefault(IsUncheckable);

    /// <summary>The same of subkeys: which one it revokes cannot be found out either, and any of them may be meant.</summary>
    public Signature? UncheckedSubkeyRevocation() => ByPrimary(certificate.SubkeyRevocations, SignatureType.SubkeyRevocation).FirstOrDefault(IsUncheckable);

    /// <summary>Those that were made since it was revoked, if it was.</summary>
    private IEnumerable<Signature> CertificationsOf(UserId id)
    {
        DateTimeOffset? revoked = RevocationOf(id);
        return ByPrimary(id.Signatures, SignatureType.GenericCertification, SignatureType.PersonaCertification, SignatureType.CasualCertification, SignatureType.PositiveCertification)
            .Where(signature => revoked is null || signature.Made > revoked);
    }

    /// <summary>The newest of some signatures over the same that is in force; of several of one time the one that stands last, as in GnuPG. Null: none.</summary>
    private Signature? Newest(IEnumerable<Signature> signatures, SignedData data, Times times) => signatures.Reverse()
        .OrderByDescending(signature => signature.Made)
        .FirstOrDefault(signature => IsInForce(signature, times, HashPolicy.AllowsForPrimary(signature.Hash)) && Verifies(signature, data));

    /// <summary>For good, if it cannot be checked or does not say since when.</summary>
    private DateTimeOffset? RevocationOf(UserId id) => ByPrimary(id.Signatures, SignatureType.CertificationRevocation)
        .Where(revocation => IsUncheckable(revocation) || Verifies(revocation, SignedData.Certification(_primary, id)))
        .Max(revocation => IsUncheckable(revocation) || revocation.Made is not DateTimeOffset made ? DateTimeOffset.MaxValue : (DateTimeOffset?)made);

    private bool IsUncheckable(Signature signature) => !signature.CanHash && signature.FitsVersionOf(_primary) && signature.FitsAlgorithmOf(_primary);

    /// <summary>Those of some types that do not name another key.</summary>
    private IEnumerable<Signature> ByPrimary(IEnumerable<Signature> signatures, params SignatureType[] types) =>
        signatures.Where(signature => types.Contains(signature.Type) && signature.IsPerhapsBy(_primary));

    private static bool IsInForce(Signature signature, Times times, bool isHashAllowed) =>
        isHashAllowed && signature.Made <= times.Latest && !times.IsExpired(signature.Expires) && signature.UnknownCritical is null;

    private bool Verifies(Signature signature, SignedData data) => Verifies(signature, _primary, data, _primary);

    /// <param name="by">Null: the primary key.</param>
    private bool Verifies(Signature signature, Subkey subkey, PublicKeyPacket? by = null) => Verifies(signature, subkey.Key, SignedData.Binding(_primary, subkey.Key), by ?? _primary);

    private bool Verifies(Signature signature, PublicKeyPacket over, SignedData data, PublicKeyPacket by) =>
        _verified.GetOrAdd((signature, over), static (asked, of) => asked.Signature.IsBy(of.by, of.data), (by, data));
}
