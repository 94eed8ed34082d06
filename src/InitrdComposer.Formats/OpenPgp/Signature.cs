using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>A signature packet (RFC 9580, 5.2) of version 3, 4 or 6; of another version nothing is known but that.</summary>
public sealed class Signature
{
    private readonly Lazy<Signature?> _embedded;

    internal Signature() => _embedded = new(() => ReadEmbedded(this));

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
    public DateTimeOffset? Expires =>
        Made is DateTimeOffset made && Hashed.Seconds(SubpacketType.SignatureExpirationTime) is uint seconds and > 0 ? made.AddSeconds(seconds) : null;

    /// <summary>How long after its creation a key expires, says a self-signature or binding of it; null: it does not.</summary>
    public TimeSpan? KeyLife => Hashed.Seconds(SubpacketType.KeyExpirationTime) is uint seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The first octet of the key flags (RFC 9580, 5.2.3.29); null without them, as of keys from before there were any.</summary>
    public byte? KeyFlags => Hashed.KeyFlags;

    /// <summary>A subpacket that must be understood and is not; null: none.</summary>
    public int? UnknownCritical => (int?)Hashed.UnknownCritical;

    /// <summary>The embedded signature, of a binding the subkey's own; null: there is none, or what is there is malformed: unhashed, it is as anybody may have left it.</summary>
    public Signature? Embedded => _embedded.Value;

    /// <summary>"sha256"; "hash algorithm 99".</summary>
    public string HashName => Enum.IsDefined(Hash) ? Hash.Name() : $"hash algorithm {(int)Hash}";

    /// <summary>Whether its hash is one that can be computed here.</summary>
    public bool CanHash => Hash.HashName() is not null;

    /// <summary>Whether it names the key, or none: what it names is a hint.</summary>
    public bool IsPerhapsBy(PublicKeyPacket key) => IssuerFingerprint is Fingerprint fingerprint
        ? fingerprint == key.Fingerprint
        : IssuerKeyId is not KeyId id || id == key.Fingerprint.KeyId;

    /// <summary>Keys of version 6 make signatures of version 6, and no others do (RFC 9580, 5.2.3).</summary>
    public bool FitsVersionOf(PublicKeyPacket key) => Version == 6 ? key.Version == 6 : key.Version == 4;

    /// <summary>Whether it is of the key's algorithm, which may call RSA by two numbers.</summary>
    public bool FitsAlgorithmOf(PublicKeyPacket key) => Algorithm == key.Algorithm || (Material is SignatureMaterial.Rsa && key.Material is KeyMaterial.Rsa);

    /// <summary>What the key has to have signed: salt, data and trailer (RFC 9580, 5.2.4), hashed.</summary>
    /// <exception cref="NotSupportedException">Not <see cref="CanHash"/>.</exception>
    public byte[] HashOf(SignedData data)
    {
        using IncrementalHash hash = Hash.CreateHash();
        hash.AppendData(Salt.Span);
        data.AppendTo(hash, this);
        hash.AppendData(HashedPart.Span);
        if (Version != 3)
        {
            uint length = (uint)HashedPart.Length;
            hash.AppendData([(byte)Version, 0xFF, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Whether the key signed a hash: arithmetic alone, whatever the key may do.</summary>
    /// <param name="hash">As <see cref="HashOf"/> gives it.</param>
    /// <exception cref="Compression.MissingLibraryException">It is EdDSA's, and libcrypto cannot be loaded.</exception>
    public bool IsBy(PublicKeyPacket key, byte[] hash) => FitsVersionOf(key) && SignatureMath.Verifies(key, this, hash);

    /// <summary>The same of what is not hashed yet; false where it cannot be.</summary>
    /// <inheritdoc cref="IsBy(PublicKeyPacket, byte[])"/>
    public bool IsBy(PublicKeyPacket key, SignedData data) => CanHash && FitsVersionOf(key) && IsBy(key, HashOf(data));

    private static Signature? ReadEmbedded(Signature signature)
    {
        if (!signature.Hashed.TryFind(SubpacketType.EmbeddedSignature, out Subpacket embedded) && !signature.Unhashed.TryFind(SubpacketType.EmbeddedSignature, out embedded)) return null;
        try
        {
            return SignatureReader.Read(embedded.Data, embedded.Offset);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }
}
