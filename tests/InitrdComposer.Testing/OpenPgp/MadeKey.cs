using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>
/// A key pair with which a test signs what gpg cannot be brought to sign: bindings without cross-certification, weak hashes, unknown critical
/// subpackets, times that do not fit. Written from RFC 9580, not with the reader that it tests.
/// </summary>
public sealed class MadeKey
{
    private const int SignatureTag = 2;
    private const int PublicKeyTag = 6;
    private const int UserIdTag = 13;
    private const int PublicSubkeyTag = 14;

    /// <summary>When keys are made that are not told to be of another time.</summary>
    public static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte _algorithm;
    private readonly Func<byte[], HashAlgorithmName, byte[]> _sign;

    private MadeKey(byte algorithm, int version, DateTimeOffset created, byte[] material, Func<byte[], HashAlgorithmName, byte[]> sign)
    {
        (_algorithm, _sign, Version) = (algorithm, sign, version);
        byte[] length = version == 6 ? BigEndian(material.Length) : [];
        Body = [(byte)version, .. Seconds(created), algorithm, .. length, .. material];
        Hashed = version == 6 ? [0x9B, .. BigEndian(Body.Length), .. Body] : [0x99, (byte)(Body.Length >> 8), (byte)Body.Length, .. Body];
        FingerprintBytes = version == 6 ? SHA256.HashData(Hashed) : SHA1.HashData(Hashed);
    }

    public int Version { get; }

    /// <summary>Of the key packet.</summary>
    public byte[] Body { get; }

    /// <summary>As signatures hash it.</summary>
    public byte[] Hashed { get; }

    public byte[] FingerprintBytes { get; }

    public string Fingerprint => Convert.ToHexString(FingerprintBytes);

    public byte[] KeyId => Version == 6 ? FingerprintBytes[..8] : FingerprintBytes[^8..];

    public byte[] PrimaryPacket => Packet(PublicKeyTag, Body);

    public byte[] SubkeyPacket => Packet(PublicSubkeyTag, Body);

    public static MadeKey P256(DateTimeOffset? created = null, int version = 4) => Ecdsa(ECCurve.NamedCurves.nistP256, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], created, version);

    public static MadeKey P384(DateTimeOffset? created = null, int version = 4) => Ecdsa(ECCurve.NamedCurves.nistP384, [0x2B, 0x81, 0x04, 0x00, 0x22], created, version);

    public static MadeKey P521(DateTimeOffset? created = null, int version = 4) => Ecdsa(ECCurve.NamedCurves.nistP521, [0x2B, 0x81, 0x04, 0x00, 0x23], created, version);

    /// <summary>Ed25519 in the encoding of before RFC 9580, which gpg writes.</summary>
    public static MadeKey EdDsaLegacy()
    {
        Func<byte[], byte[]> sign = OpenSslKey.Make("ed25519", 32, out byte[] point);
        byte[] objectId = [9, 0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01];
        return Native(22, 4, Start, [.. objectId, .. Mpi([0x40, .. point])], hash =>
        {
            byte[] pair = sign(hash);
            return [.. Mpi(pair[..32]), .. Mpi(pair[32..])];
        });
    }

    public static MadeKey Ed25519(int version = 4)
    {
        Func<byte[], byte[]> sign = OpenSslKey.Make("ed25519", 32, out byte[] point);
        return Native(27, version, Start, point, sign);
    }

    public static MadeKey Ed448(int version = 4)
    {
        Func<byte[], byte[]> sign = OpenSslKey.Make("ed448", 57, out byte[] point);
        return Native(28, version, Start, point, sign);
    }

    public static MadeKey Rsa(int bits = 2048, DateTimeOffset? created = null, int version = 4)
    {
        var key = RSA.Create(bits);
        RSAParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return new(1, version, created ?? Start, [.. Mpi(parameters.Modulus!), .. Mpi(parameters.Exponent!)], (hash, name) => Mpi(key.SignHash(hash, name, RSASignaturePadding.Pkcs1)));
    }

    /// <summary>A key of an algorithm without a secret part here: it signs with noise.</summary>
    public static MadeKey Other(byte algorithm, DateTimeOffset created, byte[] material) => new(algorithm, 4, created, material, (hash, _) => [.. Mpi(hash), .. Mpi(hash)]);

    /// <summary>A key whose signatures are made elsewhere.</summary>
    /// <param name="sign">Of a hash, the part of the signature that the algorithm defines.</param>
    public static MadeKey Native(byte algorithm, int version, DateTimeOffset created, byte[] material, Func<byte[], byte[]> sign) =>
        new(algorithm, version, created, material, (hash, _) => sign(hash));

    private static MadeKey Ecdsa(ECCurve curve, byte[] objectId, DateTimeOffset? created, int version)
    {
        var key = ECDsa.Create(curve);
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return new(19, version, created ?? Start, [(byte)objectId.Length, .. objectId, .. Mpi([4, .. parameters.Q.X!, .. parameters.Q.Y!])], (hash, _) =>
        {
            byte[] pair = key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return [.. Mpi(pair[..(pair.Length / 2)]), .. Mpi(pair[(pair.Length / 2)..])];
        });
    }

    public static byte[] UserIdPacket(string id) => Packet(UserIdTag, Encoding.UTF8.GetBytes(id));

    /// <summary>As signatures of version 4 and 6 hash it.</summary>
    public static byte[] HashedUserId(string id)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(id);
        return [0xB4, .. BigEndian(bytes.Length), .. bytes];
    }

    /// <summary>A packet of the new format with a length of five octets.</summary>
    public static byte[] Packet(int tag, byte[] body) => [(byte)(0xC0 | tag), 0xFF, .. BigEndian(body.Length), .. body];

    /// <summary>A certificate of this key with one user id and one self-signature (0x13; of version 6 a direct-key signature).</summary>
    public byte[] Certificate(MadeSignature self, string id = "A Signer <signer@example.org>") => Version == 6
        ? [.. PrimaryPacket, .. Sign(self with { Type = 0x1F }, Hashed), .. UserIdPacket(id)]
        : [.. PrimaryPacket, .. UserIdPacket(id), .. Sign(self with { Type = 0x13 }, Hashed, HashedUserId(id))];

    /// <summary>A subkey's packet and its binding by this key.</summary>
    /// <param name="back">The cross-certification, embedded; null: none.</param>
    public byte[] Bind(MadeKey subkey, MadeSignature binding, MadeSignature? back)
    {
        binding = binding with { Type = 0x18 };
        if (back is not null) binding = binding.With(32, subkey.SignatureBody(back with { Type = 0x19 }, Hashed, subkey.Hashed));
        return [.. subkey.SubkeyPacket, .. Sign(binding, Hashed, subkey.Hashed)];
    }

    /// <summary>A signature packet over what is given, one part after the other.</summary>
    public byte[] Sign(MadeSignature signature, params byte[][] data) => Packet(SignatureTag, signature.Change(SignatureBody(signature, data)));

    public byte[] SignatureBody(MadeSignature signature, params byte[][] data)
    {
        HashAlgorithmName name = signature.HashName;
        MadeKey issuer = signature.Issuer ?? this;
        if (signature.Version == 3)
        {
            byte[] part = [(byte)signature.Type, .. Seconds(signature.Made)];
            byte[] hash = CryptographicOperations.HashData(name, [.. data.SelectMany(part => part), .. part]);
            return [3, 5, .. part, .. issuer.KeyId, _algorithm, (byte)signature.Hash, .. hash[..2], .. _sign(hash, name)];
        }

        bool isVersion6 = signature.Version == 6;
        byte[] hashedArea = [.. MadeSignature.Subpacket(2, false, Seconds(signature.Made)), .. signature.Hashed];
        if (signature.NamesIssuer) hashedArea = [.. hashedArea, .. MadeSignature.Subpacket(33, false, [(byte)issuer.Version, .. issuer.FingerprintBytes])];
        if (!signature.SaysWhen) hashedArea = [.. signature.Hashed];
        byte[] hashedPart = [(byte)signature.Version, (byte)signature.Type, _algorithm, (byte)signature.Hash, .. AreaLength(hashedArea), .. hashedArea];
        byte[] salt = isVersion6 ? [.. Enumerable.Range(1, name == HashAlgorithmName.SHA512 ? 32 : name == HashAlgorithmName.SHA384 ? 24 : 16).Select(i => (byte)i)] : [];
        byte[] digest = CryptographicOperations.HashData(
            name, [.. salt, .. data.SelectMany(part => part), .. hashedPart, (byte)signature.Version, 0xFF, .. BigEndian(hashedPart.Length)]);
        byte[] saltField = isVersion6 ? [(byte)salt.Length, .. salt] : [];
        return [.. hashedPart, .. AreaLength(signature.Unhashed), .. signature.Unhashed, .. digest[..2], .. saltField, .. _sign(digest, name)];

        byte[] AreaLength(byte[] area) => isVersion6 ? BigEndian(area.Length) : [(byte)(area.Length >> 8), (byte)area.Length];
    }

    /// <summary>A number with its length in bits.</summary>
    public static byte[] Mpi(byte[] number)
    {
        byte[] trimmed = [.. number.SkipWhile(b => b == 0)];
        int bits = trimmed.Length == 0 ? 0 : (trimmed.Length * 8) - int.LeadingZeroCount(trimmed[0]) + 24;
        return [(byte)(bits >> 8), (byte)bits, .. trimmed];
    }

    internal static byte[] Seconds(DateTimeOffset time) => BigEndian((int)(uint)time.ToUnixTimeSeconds());

    internal static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
