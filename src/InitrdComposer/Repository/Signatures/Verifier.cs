using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>
/// Verifies signatures of data by the keys of some certificates, and of nobody else. The policy is one and strict: SHA-256 or better, RSA from 2048 bits
/// on, ECDSA of NIST's curves, EdDSA; the key is for signing, and neither it nor its certificate is revoked or expired. See <see cref="SelfSignatures"/>
/// for what makes a certificate valid. Thread-safe.
/// </summary>
/// <param name="certificates">Whose signatures count. Copies of one certificate are taken together.</param>
public sealed class Verifier(ImmutableArray<Certificate> certificates)
{
    /// <summary>Bits of an RSA modulus.</summary>
    public const int MinRsaBits = 2048;

    private readonly ImmutableArray<SelfSignatures> _certificates =
        [.. certificates.GroupBy(certificate => certificate.Fingerprint).Select(copies => new SelfSignatures(Certificate.Merge(copies)))];

    /// <summary>MD5 and SHA-1 count too.</summary>
    public bool AllowsWeakHashes { get; init; }

    /// <summary>Why certificates do not count now, whatever they signed; none of those that do.</summary>
    public IEnumerable<(Certificate Certificate, Verdict.Refused Why)> RefusedCertificates(DateTimeOffset now) =>
        from self in _certificates
        let why = RefusalOfKey(self.Certificate.PrimaryKey) ?? RefusalOfCertificate(self, new(now, now), out _)
        where why is not null
        select (self.Certificate, why);

    /// <summary>Verifies one signature by what is valid now. Good is said only where everything holds; of several faults the first is named.</summary>
    /// <param name="data">What is signed, from where it stands to its end; not read if the signature is refused without.</param>
    /// <exception cref="Formats.Compression.MissingLibraryException">The signature is EdDSA's, and libcrypto cannot be loaded.</exception>
    public Verdict Verify(Signature signature, Stream data, DateTimeOffset now) => Verify(signature, data, new Times(now, now));

    /// <summary>
    /// The same by what was valid when it was made: the newest word of a certificate counts, whenever it was said, but what expires by it had to do so
    /// before. Who makes a signature dates it as he likes.
    /// </summary>
    /// <inheritdoc cref="Verify(Signature, Stream, DateTimeOffset)"/>
    public Verdict VerifyAsMade(Signature signature, Stream data, DateTimeOffset now) => Verify(signature, data, new Times(now, signature.Made ?? now));

    /// <summary>Whether signatures of a key would count that were good once: all but what depends on when they were made.</summary>
    /// <param name="certificate">Whose key it is.</param>
    /// <param name="key">The primary key or a subkey.</param>
    public bool StillCounts(Fingerprint certificate, Fingerprint key, DateTimeOffset now)
    {
        // What expires did so after that.
        var times = new Times(now, DateTimeOffset.MinValue);
        return _certificates.Where(self => self.Certificate.Fingerprint == certificate).Any(self =>
            RefusalOfCertificate(self, times, out KeyStatement? ofPrimary) is null
            && (key == certificate ? ofPrimary!.IsForSigning : self.Certificate.Subkeys.Any(subkey => subkey.Key.Fingerprint == key && RefusalOfSubkey(self, subkey, times) is null)));
    }

    private Verdict Verify(Signature signature, Stream data, Times times)
    {
        if (RefusalOfSignature(signature, times) is Verdict.Refused refused) return refused;
        Candidate[] candidates =
        [
            .. from self in _certificates
               from subkey in (Subkey?[])[null, .. self.Certificate.Subkeys]
               let candidate = new Candidate(self, subkey)
               where signature.IsPerhapsBy(candidate.Key)
               select candidate,
        ];
        if (candidates.Length == 0) return new Verdict.Refused(Refusal.UnknownKey, signature.Issuer, Expected());

        byte[]? hash = null;
        Verdict.Refused? first = null;
        foreach (Candidate candidate in candidates)
        {
            Verdict.Refused? because = RefusalOfKeys(candidate, signature);
            if (because is null && !signature.IsBy(candidate.Key, hash ??= signature.HashOf(SignedData.Bytes(data))))
            {
                because = new(Refusal.BadSignature, $"a signature that is not that of key {candidate.Key.Fingerprint} over these bytes", "a signature of these bytes");
            }

            because ??= RefusalOfSigner(candidate, signature, times);
            if (because is null) return new Verdict.Good(candidate.Self.Certificate.Fingerprint, candidate.Key.Fingerprint, signature.Made!.Value);
            // Of keys with one id the one that did sign tells more.
            if (first is null || first.Reason == Refusal.BadSignature) first = because;
        }

        return first!;
    }

    /// <summary>What the signature is refused for, whoever made it.</summary>
    private Verdict.Refused? RefusalOfSignature(Signature signature, Times times)
    {
        if (signature.Version is not (3 or 4 or 6)) return new(Refusal.UnsupportedVersion, $"a signature of version {signature.Version}", "version 3, 4 or 6");
        if (signature.Type != SignatureType.Binary) return new(Refusal.UnsupportedType, $"a signature of type 0x{(int)signature.Type:X2}", "0x00, over binary data");
        if (signature.UnknownCritical is int type) return new(Refusal.UnknownCritical, $"critical subpacket {type}", "critical subpackets that are known here");
        bool isWeak = HashPolicy.IsWeak(signature.Hash);
        if (isWeak && !AllowsWeakHashes) return new(Refusal.WeakHash, signature.HashName, "sha256 or better");
        if (!isWeak && !HashPolicy.Allows(signature.Hash)) return new(Refusal.UnsupportedAlgorithm, signature.HashName, "sha256, sha384, sha512, sha3-256 or sha3-512");
        if (signature.Made is not DateTimeOffset made) return new(Refusal.Undated, "no creation time that the signature vouches for", "a signature that says when it was made");
        if (made > times.Latest) return new(Refusal.Future, $"a signature of {made:u}", $"at latest {times.Latest:u}, by this clock");
        return times.IsExpired(signature.Expires) ? new(Refusal.Expired, $"a signature that expired {signature.Expires:u}", "one that has not") : null;
    }

    /// <summary>What the key or the one that vouches for it is refused for before any arithmetic.</summary>
    private static Verdict.Refused? RefusalOfKeys(Candidate candidate, Signature signature)
    {
        if (candidate.Keys.Select(RefusalOfKey).FirstOrDefault(refused => refused is not null) is Verdict.Refused because) return because;
        return signature.FitsVersionOf(candidate.Key)
            ? null
            : new(Refusal.UnsupportedVersion, $"a signature of version {signature.Version} by a key of version {candidate.Key.Version}", "of version 6 by keys of version 6 only");
    }

    /// <summary>What a key is refused for, whatever it did.</summary>
    private static Verdict.Refused? RefusalOfKey(PublicKeyPacket key)
    {
        if (WeaknessOf(key) is string weakness) return new(Refusal.WeakKey, $"key {key.Fingerprint}: {weakness}", $"RSA of at least {MinRsaBits} bits, ECDSA or EdDSA");
        return key.CanVerify ? null : new(Refusal.UnsupportedAlgorithm, $"key {key.Fingerprint}: {key.AlgorithmName}", "RSA, ECDSA of P-256, P-384 or P-521, Ed25519 or Ed448");
    }

    /// <summary>What the certificate is refused for, whichever of its keys signed.</summary>
    /// <param name="ofPrimary">What it says of its primary key.</param>
    private static Verdict.Refused? RefusalOfCertificate(SelfSignatures self, Times times, out KeyStatement? ofPrimary)
    {
        PublicKeyPacket primary = self.Certificate.PrimaryKey;
        ofPrimary = null;
        if (self.IsRevoked()) return Revoked(primary);
        if (self.UncheckedRevocation() is Signature revocation) return Unchecked(primary, revocation);
        ofPrimary = self.OfPrimary(times);
        if (ofPrimary is not null) return Expired(primary, ofPrimary, times);
        return self.OfPrimary(times.Ever) is KeyStatement later
            ? FutureSelf($"certificate {primary.Fingerprint}", later, times)
            : new(Refusal.Unbound, $"certificate {primary.Fingerprint} without a valid self-signature", "a self-signature that is valid now");
    }

    /// <summary>What the key's certificate is refused for, or the key in it, or that it signed then.</summary>
    private static Verdict.Refused? RefusalOfSigner(Candidate candidate, Signature signature, Times times)
    {
        PublicKeyPacket key = candidate.Key;
        if (RefusalOfCertificate(candidate.Self, times, out KeyStatement? ofPrimary) is Verdict.Refused refused) return refused;
        Verdict.Refused? ofKey = candidate.Subkey is Subkey subkey ? RefusalOfSubkey(candidate.Self, subkey, times) : ofPrimary!.IsForSigning ? null : NoSigningFlag(key);
        if (ofKey is not null) return ofKey;
        return signature.Made < key.Created
            ? new(Refusal.BeforeKey, $"a signature of {signature.Made:u} by key {key.Fingerprint} of {key.Created:u}", "signatures that are younger than their key")
            : null;
    }

    /// <summary>What a subkey of a sound certificate is refused for.</summary>
    private static Verdict.Refused? RefusalOfSubkey(SelfSignatures self, Subkey subkey, Times times)
    {
        (PublicKeyPacket key, Fingerprint owner) = (subkey.Key, self.Certificate.Fingerprint);
        if (self.IsRevoked(subkey)) return Revoked(key);
        if (self.UncheckedSubkeyRevocation() is Signature revocation) return Unchecked(key, revocation);
        if (self.BindingOf(subkey, times) is not Signature binding)
        {
            return self.BindingOf(subkey, times.Ever) is Signature later
                ? FutureSelf($"subkey {key.Fingerprint}", KeyStatement.Of(later), times)
                : new(Refusal.Unbound, $"subkey {key.Fingerprint} without a valid binding", $"a binding by {owner}");
        }

        var statement = KeyStatement.Of(binding);
        if (Expired(key, statement, times) is Verdict.Refused expired) return expired;
        if (!statement.IsForSigning) return NoSigningFlag(key);
        return self.IsCrossCertified(subkey, binding, times)
            ? null
            : new(Refusal.Unbound, $"subkey {key.Fingerprint} without a valid cross-certification", $"the subkey's own word that it belongs to {owner}");
    }

    private static Verdict.Refused? Expired(PublicKeyPacket key, KeyStatement self, Times times)
    {
        DateTimeOffset? expiry = key.Created + self.Life;
        return times.IsExpired(expiry) ? new(Refusal.Expired, $"key {key.Fingerprint}, which expired {expiry:u}", "a key that has not expired") : null;
    }

    /// <summary>What its owner says of a key is good, but for the clock here.</summary>
    private static Verdict.Refused FutureSelf(string key, KeyStatement self, Times times) => new(Refusal.Future, $"{key}, whose self-signature is of {self.Made:u}", $"at latest {times.Latest:u}, by this clock");

    private static Verdict.Refused Revoked(PublicKeyPacket key) => new(Refusal.Revoked, $"key {key.Fingerprint}, which is revoked", "a key that is not");

    private static Verdict.Refused Unchecked(PublicKeyPacket key, Signature revocation) =>
        new(Refusal.UncheckedRevocation, $"key {key.Fingerprint} with a revocation by {revocation.HashName}, which cannot be checked here", "a key without: gpg --export leaves those out that are not its owner's");

    private static Verdict.Refused NoSigningFlag(PublicKeyPacket key) => new(Refusal.NoSigningFlag, $"key {key.Fingerprint}, which is not said to be for signing", "key flag 0x02");

    private static string? WeaknessOf(PublicKeyPacket key) => key.Algorithm switch
    {
        PublicKeyAlgorithm.Dsa or PublicKeyAlgorithm.Elgamal or PublicKeyAlgorithm.ElgamalEncryptOrSign => $"{key.Algorithm}",
        _ => key.RsaBits < MinRsaBits ? $"RSA of {key.RsaBits} bits" : null,
    };

    private string Expected() => _certificates.Length switch
    {
        0 => "no key: none is trusted",
        <= 3 => string.Join(" or ", _certificates.Select(self => self.Certificate.Fingerprint)),
        _ => $"one of {_certificates.Length} trusted certificates",
    };

    /// <summary>A key that may have made a signature.</summary>
    /// <param name="Self">Of its certificate.</param>
    /// <param name="Subkey">Null: the primary key.</param>
    private readonly record struct Candidate(SelfSignatures Self, Subkey? Subkey)
    {
        public PublicKeyPacket Key => Subkey?.Key ?? Self.Certificate.PrimaryKey;

        /// <summary>The key and the one that vouches for it.</summary>
        public IEnumerable<PublicKeyPacket> Keys => Subkey is null ? [Key] : [Key, Self.Certificate.PrimaryKey];
    }
}
