using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>A signature packet (RFC 9580, 5.2) of version 3, 4 or 6; of another version nothing is known but that.</summary>
public sealed class Signature
{
    /// <summary>3, 4 or 6; another for one that cannot be read.</summary>
    public required int Version { get; init; }

    /// <summary>Where the packet's body begins.</summary>
    public required long Offset { get; init; }

    public SignatureType Type { get; init; }

    public PublicKeyAlgorithm Algorithm { get; init; }

    /// <summary>The values are OpenPGP's; one without a name is not known here (RIPEMD-160 is 3).</summary>
    public DigestAlgorithm Hash { get; init; }

    /// <summary>When it was made, says the signature; null if it does not say.</summary>
    public DateTimeOffset? Made { get; init; }

    /// <summary>The key that made it, says the signature: a hint, which the key itself confirms or not.</summary>
    public Fingerprint? IssuerFingerprint => Hashed.IssuerFingerprint ?? Unhashed.IssuerFingerprint;

    /// <summary>The same, shorter; version 6 has none.</summary>
    public KeyId? IssuerKeyId => IssuerFingerprint?.KeyId ?? HeaderKeyId ?? Hashed.IssuerKeyId ?? Unhashed.IssuerKeyId;

    /// <summary>"key 302F2B42B3DFFB1853F063E2F65FDFC62F9F23CA", as far as the signature says it.</summary>
    public string Issuer => IssuerFingerprint is Fingerprint fingerprint ? $"key {fingerprint}" : IssuerKeyId is KeyId id ? $"key id {id}" : "an unnamed key";

    /// <summary>Of version 3.</summary>
    internal KeyId? HeaderKeyId { get; init; }

    /// <summary>What the signature vouches for.</summary>
    internal Subpackets Hashed { get; init; } = Subpackets.None;

    /// <summary>Anybody may have changed these: hints, and signatures that vouch for themselves.</summary>
    internal Subpackets Unhashed { get; init; } = Subpackets.None;

    /// <summary>What of the packet is hashed behind the data.</summary>
    internal ReadOnlyMemory<byte> HashedPart { get; init; }

    /// <summary>Hashed before the data; of version 6 only.</summary>
    internal ReadOnlyMemory<byte> Salt { get; init; }

    internal SignatureMaterial Material { get; init; } = new SignatureMaterial.Other();

    /// <summary>When it ceases to be valid by its own word; null: never.</summary>
    internal DateTimeOffset? Expires =>
        Made is DateTimeOffset made && Hashed.Seconds(SubpacketType.SignatureExpirationTime) is uint seconds and > 0 ? made.AddSeconds(seconds) : null;

    /// <summary>Whether it names the key, or none: what it names is a hint.</summary>
    internal bool IsPerhapsBy(PublicKeyPacket key) => IssuerFingerprint is Fingerprint fingerprint
        ? fingerprint == key.Fingerprint
        : IssuerKeyId is not KeyId id || id == key.Fingerprint.KeyId;

    /// <summary>Keys of version 6 make signatures of version 6, and no others do (RFC 9580, 5.2.3).</summary>
    internal bool FitsVersionOf(PublicKeyPacket key) => Version == 6 ? key.Version == 6 : key.Version == 4;

    /// <summary>Starts the hash: the salt comes before the data.</summary>
    /// <exception cref="NotSupportedException">The hash is none that this platform has.</exception>
    internal IncrementalHash BeginHash()
    {
        IncrementalHash hash = Hash.CreateHash();
        hash.AppendData(Salt.Span);
        return hash;
    }

    /// <summary>Ends it with the trailer (RFC 9580, 5.2.4).</summary>
    internal byte[] FinishHash(IncrementalHash hash)
    {
        hash.AppendData(HashedPart.Span);
        if (Version != 3)
        {
            uint length = (uint)HashedPart.Length;
            hash.AppendData([(byte)Version, 0xFF, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        }

        return hash.GetHashAndReset();
    }

    internal string HashName => Enum.IsDefined(Hash) ? Hash.Name() : $"hash algorithm {(int)Hash}";
}
