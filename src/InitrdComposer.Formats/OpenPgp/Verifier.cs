using System.Collections.Immutable;
using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// Verifies signatures of data by the keys of some certificates, and of nobody else. The policy is one and strict: SHA-256 or better, RSA from 2048 bits
/// on, ECDSA of NIST's curves, EdDSA; the key is for signing, and neither it nor its certificate is revoked or expired by now, whenever the signature was
/// made. See <see cref="SelfSignatures"/> for what makes a certificate valid.
/// </summary>
/// <param name="certificates">Whose signatures count. Copies of one certificate are taken together.</param>
/// <param name="clock">What expires and what is in the future is judged by it.</param>
public sealed class Verifier(ImmutableArray<Certificate> certificates, TimeProvider clock)
{
    /// <summary>How far clocks may be apart: a signature may be from the future by as much.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Bits of an RSA modulus.</summary>
    public const int MinRsaBits = 2048;

    private const int BufferSize = 1 << 16;

    /// <summary>MD5 and SHA-1 count too.</summary>
    public bool AllowsWeakHashes { get; init; }

    /// <summary>Each once, in the order given.</summary>
    public ImmutableArray<Certificate> Certificates { get; } = [.. certificates.GroupBy(certificate => certificate.Fingerprint).Select(Certificate.Merge)];

    /// <summary>What a certificate is refused for by now, whatever it signed; null: nothing.</summary>
    public Verdict.Refused? RefusalOf(Certificate certificate) => RefusalOf(certificate.PrimaryKey) ?? RefusalOf(certificate, clock.GetUtcNow(), out _);

    /// <summary>Verifies one signature. Good is said only where everything holds; of several faults the first is named.</summary>
    /// <param name="data">What is signed, from where it stands to its end; not read if the signature is refused without.</param>
    /// <exception cref="Compression.MissingLibraryException">The signature is EdDSA's, and libcrypto cannot be loaded.</exception>
    public Verdict Verify(Signature signature, Stream data)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (RefusalOf(signature, now) is Verdict.Refused refused) return refused;
        Candidate[] candidates =
        [
            .. from certificate in Certificates
               from key in (PublicKeyPacket[])[certificate.PrimaryKey, .. certificate.Subkeys.Select(subkey => subkey.Key)]
               where signature.IsPerhapsBy(key)
               select new Candidate(certificate, key),
        ];
        if (candidates.Length == 0) return new Verdict.Refused(Refusal.UnknownKey, signature.Issuer, Expected());

        byte[]? hash = null;
        Verdict.Refused? first = null;
        foreach (Candidate candidate in candidates)
        {
            Verdict.Refused? because = RefusalOf(candidate, signature);
            if (because is null && !SignatureMath.Verifies(candidate.Key, signature, hash ??= HashOf(signature, data)))
            {
                because = new(Refusal.BadSignature, $"a signature that is not that of key {candidate.Key.Fingerprint} over these bytes", "a signature of these bytes");
            }

            because ??= RefusalOf(candidate, signature, now);
            if (because is null) return new Verdict.Good(candidate.Certificate.Fingerprint, candidate.Key.Fingerprint, signature.Made!.Value);
            // Of keys with one id the one that did sign tells more.
            if (first is null || first.Reason == Refusal.BadSignature) first = because;
        }

        return first!;
    }

    /// <summary>What the signature alone is refused for.</summary>
    private Verdict.Refused? RefusalOf(Signature signature, DateTimeOffset now)
    {
        if (signature.Version is not (3 or 4 or 6)) return new(Refusal.UnsupportedVersion, $"a signature of version {signature.Version}", "version 3, 4 or 6");
        if (signature.Type != SignatureType.Binary) return new(Refusal.UnsupportedType, $"a signature of type 0x{(int)signature.Type:X2}", "0x00, over binary data");
        if (signature.Hashed.UnknownCritical is SubpacketType type) return new(Refusal.UnknownCritical, $"critical subpacket {(int)type}", "critical subpackets that are known here");
        bool isAllowed = HashPolicy.Allows(signature.Hash) || (AllowsWeakHashes && HashPolicy.CanCompute(signature.Hash));
        if (!isAllowed && HashPolicy.IsWeak(signature.Hash)) return new(Refusal.WeakHash, signature.HashName, "sha256 or better");
        if (!isAllowed) return new(Refusal.UnsupportedAlgorithm, signature.HashName, "sha256, sha384, sha512, sha3-256 or sha3-512");
        if (signature.Made is not DateTimeOffset made) return new(Refusal.Future, "no creation time that the signature vouches for", "a signature that says when it was made");
        if (made > now + ClockTolerance) return new(Refusal.Future, $"a signature of {UnixTime.Text(made)}", $"at latest {UnixTime.Text(now + ClockTolerance)}, by this clock");
        if (signature.Expires is DateTimeOffset expires && expires <= now) return new(Refusal.Expired, $"a signature that expired {UnixTime.Text(expires)}", "one that has not");
        return null;
    }

    /// <summary>What the key is refused for before any arithmetic.</summary>
    private static Verdict.Refused? RefusalOf(Candidate candidate, Signature signature)
    {
        if (candidate.Keys.Select(RefusalOf).FirstOrDefault(refused => refused is not null) is Verdict.Refused because) return because;
        return signature.FitsVersionOf(candidate.Key)
            ? null
            : new(Refusal.UnsupportedVersion, $"a signature of version {signature.Version} by a key of version {candidate.Key.Version}", "of version 6 by keys of version 6 only");
    }

    /// <summary>What a key is refused for, whatever it did.</summary>
    private static Verdict.Refused? RefusalOf(PublicKeyPacket key)
    {
        if (WeaknessOf(key) is string weakness) return new(Refusal.WeakKey, $"key {key.Fingerprint}: {weakness}", $"RSA of at least {MinRsaBits} bits, ECDSA or EdDSA");
        return SignatureMath.CanVerify(key) ? null : new(Refusal.UnsupportedAlgorithm, $"key {key.Fingerprint}: {NameOf(key)}", "RSA, ECDSA of P-256, P-384 or P-521, Ed25519 or Ed448");
    }

    /// <summary>What the certificate is refused for, whichever of its keys signed.</summary>
    /// <param name="ofKey">What it says of its primary key.</param>
    private static Verdict.Refused? RefusalOf(Certificate certificate, DateTimeOffset now, out Signature? ofKey)
    {
        var self = new SelfSignatures(certificate, now);
        ofKey = null;
        if (self.IsRevoked()) return Revoked(certificate.PrimaryKey);
        ofKey = self.OfPrimary();
        return ofKey is null
            ? new(Refusal.Unbound, $"certificate {certificate.Fingerprint} without a valid self-signature", "a self-signature that is valid now")
            : Expired(certificate.PrimaryKey, ofKey, now);
    }

    /// <summary>What the key is refused for, or its certificate.</summary>
    private static Verdict.Refused? RefusalOf(Candidate candidate, Signature signature, DateTimeOffset now)
    {
        (Certificate certificate, PublicKeyPacket key) = candidate;
        var self = new SelfSignatures(certificate, now);
        if (RefusalOf(certificate, now, out Signature? ofKey) is Verdict.Refused refused) return refused;
        if (certificate.Subkeys.FirstOrDefault(subkey => subkey.Key == key) is Subkey subkey)
        {
            if (self.IsRevoked(subkey)) return Revoked(key);
            if (self.BindingOf(subkey) is not Signature binding) return new(Refusal.Unbound, $"subkey {key.Fingerprint} without a valid binding", $"a binding by {certificate.Fingerprint}");
            if (Expired(key, binding, now) is Verdict.Refused expiredSubkey) return expiredSubkey;
            if (!IsForSigning(binding)) return NoSigningFlag(key);
            if (!self.IsCrossCertified(subkey, binding)) return new(Refusal.Unbound, $"subkey {key.Fingerprint} without a valid cross-certification", $"the subkey's own word that it belongs to {certificate.Fingerprint}");
        }
        else if (!IsForSigning(ofKey!))
        {
            return NoSigningFlag(key);
        }

        return signature.Made < key.Created
            ? new(Refusal.BeforeKey, $"a signature of {UnixTime.Text(signature.Made!.Value)} by key {key.Fingerprint} of {UnixTime.Text(key.Created)}", "signatures that are younger than their key")
            : null;
    }

    private static Verdict.Refused? Expired(PublicKeyPacket key, Signature self, DateTimeOffset now) => SelfSignatures.Expiry(key, self) is DateTimeOffset expiry && expiry <= now
        ? new(Refusal.Expired, $"key {key.Fingerprint}, which expired {UnixTime.Text(expiry)}", "a key that has not expired")
        : null;

    private static Verdict.Refused Revoked(PublicKeyPacket key) => new(Refusal.Revoked, $"key {key.Fingerprint}, which is revoked", "a key that is not");

    private static Verdict.Refused NoSigningFlag(PublicKeyPacket key) => new(Refusal.NoSigningFlag, $"key {key.Fingerprint}, which is not said to be for signing", "key flag 0x02");

    /// <summary>Flag 0x02 (RFC 9580, 5.2.3.29). Keys from before there were flags have none and do not sign here.</summary>
    private static bool IsForSigning(Signature self) => ((self.Hashed.KeyFlags ?? 0) & 2) != 0;

    private static string? WeaknessOf(PublicKeyPacket key) => key.Algorithm switch
    {
        PublicKeyAlgorithm.Dsa or PublicKeyAlgorithm.Elgamal or PublicKeyAlgorithm.ElgamalEncryptOrSign => $"{key.Algorithm}",
        _ => key.Material is KeyMaterial.Rsa { Bits: < MinRsaBits } rsa ? $"RSA of {rsa.Bits} bits" : null,
    };

    private static string NameOf(PublicKeyPacket key) => key.Material is KeyMaterial.Curve curve
        ? $"{key.Algorithm} of curve {Convert.ToHexString(curve.ObjectId.Span)}"
        : Enum.IsDefined(key.Algorithm) ? $"{key.Algorithm}" : $"algorithm {(int)key.Algorithm}";

    private static byte[] HashOf(Signature signature, Stream data)
    {
        using IncrementalHash hash = signature.BeginHash();
        var buffer = new byte[BufferSize];
        int read;
        while ((read = data.Read(buffer)) > 0) hash.AppendData(buffer.AsSpan(0, read));
        return signature.FinishHash(hash);
    }

    private string Expected() => Certificates.Length switch
    {
        0 => "no key: none is trusted",
        <= 3 => string.Join(" or ", Certificates.Select(certificate => certificate.Fingerprint)),
        _ => $"one of {Certificates.Length} trusted certificates",
    };

    private readonly record struct Candidate(Certificate Certificate, PublicKeyPacket Key)
    {
        /// <summary>The key and the one that vouches for it.</summary>
        public IEnumerable<PublicKeyPacket> Keys => Key == Certificate.PrimaryKey ? [Key] : [Key, Certificate.PrimaryKey];
    }
}
