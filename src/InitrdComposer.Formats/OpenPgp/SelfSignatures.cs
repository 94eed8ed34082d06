using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// What a certificate validly says of its own keys at a time. Third parties' certifications are not looked at, nor are revocations by designated revokers
/// (RFC 9580 deprecates them; their keys are not at hand).
/// <para>
/// Hashes: self-signatures over the primary key, alone or with a user id, may be of SHA-1. They say how long the key lives and what it is for, and nothing
/// that the recipe has not accepted with the fingerprint, which rests on SHA-1 itself; and what they need is its resistance to second preimages, which
/// stands, as rpm-sequoia's policy had it until February 2023 (RHEL 9's policy never did). Without it keys that are still in use, CentOS 7's and those of
/// many third parties, have no valid self-signature, and their users would switch checking off altogether. Bindings of subkeys and their
/// cross-certifications extend trust to other keys, which a collision between two certified texts can be turned into (Leurent and Peyrin, "SHA-1 is a
/// Shambles", 2020): they need what signatures of data need. Revocations count with any hash: believing one is never the dangerous side.
/// </para>
/// </summary>
/// <param name="certificate">All copies merged.</param>
/// <param name="now">Later signatures do not count yet, expired ones not any more.</param>
internal sealed class SelfSignatures(Certificate certificate, DateTimeOffset now)
{
    private readonly PublicKeyPacket _primary = certificate.PrimaryKey;

    /// <summary>The newest valid self-signature: over the primary key alone, or, in version 4, over a user id that is not revoked. Null: none.</summary>
    public Signature? OfPrimary()
    {
        IEnumerable<(Signature Signature, Action<IncrementalHash> Data)> all = ByPrimary(certificate.Signatures, SignatureType.DirectKey).Select(signature => (signature, (Action<IncrementalHash>)AppendPrimary));
        if (_primary.Version == 4)
        {
            all = all.Concat(
                from id in certificate.UserIds
                let revoked = RevocationOf(id)
                from signature in ByPrimary(id.Signatures, SignatureType.GenericCertification, SignatureType.PersonaCertification, SignatureType.CasualCertification, SignatureType.PositiveCertification)
                where revoked is null || signature.Made > revoked
                select (signature, (Action<IncrementalHash>)(hash => AppendUserId(hash, signature, id))));
        }

        return all.OrderByDescending(candidate => candidate.Signature.Made)
            .FirstOrDefault(candidate => IsInForce(candidate.Signature, HashPolicy.AllowsForPrimary(candidate.Signature.Hash)) && Verifies(candidate.Signature, _primary, candidate.Data)).Signature;
    }

    /// <summary>The newest valid binding of a subkey; null: none.</summary>
    public Signature? BindingOf(Subkey subkey) => ByPrimary(subkey.Signatures, SignatureType.SubkeyBinding)
        .OrderByDescending(binding => binding.Made)
        .FirstOrDefault(binding => IsInForce(binding, HashPolicy.Allows(binding.Hash)) && Verifies(binding, _primary, AppendBoth(subkey)));

    /// <summary>Whether the subkey says itself that it belongs to the primary key (RFC 9580, 5.2.1.9): else anybody could bind it to a key of theirs.</summary>
    public bool IsCrossCertified(Subkey subkey, Signature binding)
    {
        if (!binding.Hashed.TryFind(SubpacketType.EmbeddedSignature, out Subpacket embedded) && !binding.Unhashed.TryFind(SubpacketType.EmbeddedSignature, out embedded)) return false;
        Signature back;
        try
        {
            back = SignatureReader.Read(embedded.Data, embedded.Offset);
        }
        catch (MalformedDataException)
        {
            // Unhashed, it is as anybody may have left it.
            return false;
        }

        return back.Type == SignatureType.PrimaryKeyBinding && IsInForce(back, HashPolicy.Allows(back.Hash)) && Verifies(back, subkey.Key, AppendBoth(subkey));
    }

    public bool IsRevoked() => ByPrimary(certificate.Signatures, SignatureType.KeyRevocation).Any(revocation => Verifies(revocation, _primary, AppendPrimary));

    public bool IsRevoked(Subkey subkey) => ByPrimary(subkey.Signatures, SignatureType.SubkeyRevocation).Any(revocation => Verifies(revocation, _primary, AppendBoth(subkey)));

    /// <summary>When the key of a self-signature or binding expires by it; null: never.</summary>
    public static DateTimeOffset? Expiry(PublicKeyPacket key, Signature signature) =>
        signature.Hashed.Seconds(SubpacketType.KeyExpirationTime) is uint seconds and > 0 ? key.Created.AddSeconds(seconds) : null;

    private DateTimeOffset? RevocationOf(UserId id) => ByPrimary(id.Signatures, SignatureType.CertificationRevocation)
        .Where(revocation => Verifies(revocation, _primary, hash => AppendUserId(hash, revocation, id)))
        .Max(revocation => revocation.Made);

    /// <summary>Those of some types that do not name another key.</summary>
    private IEnumerable<Signature> ByPrimary(IEnumerable<Signature> signatures, params SignatureType[] types) =>
        signatures.Where(signature => types.Contains(signature.Type) && signature.IsPerhapsBy(_primary));

    private bool IsInForce(Signature signature, bool isHashAllowed) =>
        isHashAllowed && signature.Made is DateTimeOffset made && made <= now + Verifier.ClockTolerance && !(signature.Expires <= now) && signature.Hashed.UnknownCritical is null;

    private static bool Verifies(Signature signature, PublicKeyPacket key, Action<IncrementalHash> appendData)
    {
        if (!signature.FitsVersionOf(key) || !HashPolicy.CanCompute(signature.Hash)) return false;
        using IncrementalHash hash = signature.BeginHash();
        appendData(hash);
        return SignatureMath.Verifies(key, signature, signature.FinishHash(hash));
    }

    private void AppendPrimary(IncrementalHash hash) => _primary.AppendTo(hash);

    private Action<IncrementalHash> AppendBoth(Subkey subkey) => hash =>
    {
        _primary.AppendTo(hash);
        subkey.Key.AppendTo(hash);
    };

    private void AppendUserId(IncrementalHash hash, Signature signature, UserId id)
    {
        _primary.AppendTo(hash);
        int length = id.Bytes.Length;
        if (signature.Version != 3) hash.AppendData([0xB4, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        hash.AppendData(id.Bytes.Span);
    }
}
