using System.Buffers.Binary;
using System.Security.Cryptography;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>An OpenPGP key of version 4 with its secret part, which signs whatever it is told to (RFC 9580, 5.5.2 and 5.2.3).</summary>
public sealed class TestKey
{
    private const byte RsaAlgorithm = 1, EcdsaAlgorithm = 19;

    /// <summary>NIST's P-256 (RFC 9580, 9.2).</summary>
    private static readonly byte[] P256 = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    private readonly byte _ecdsaAlgorithm;

    private TestKey(RSA? rsa, ECDsa? ecdsa, DateTimeOffset created, byte ecdsaAlgorithm = EcdsaAlgorithm)
    {
        (_rsa, _ecdsa, Created, _ecdsaAlgorithm) = (rsa, ecdsa, created, ecdsaAlgorithm);
        Fingerprint = Fingerprint.FromBytes(SHA1.HashData(Framed));
    }

    /// <summary>When keys are made that are not told to be of another time.</summary>
    public static DateTimeOffset Start { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Created { get; }

    public Fingerprint Fingerprint { get; }

    /// <summary>The body of its packet.</summary>
    public byte[] Body => [4, .. Bytes(Seconds(Created)), .. Material()];

    /// <summary>As it is hashed into signatures over it.</summary>
    public byte[] Framed => [0x99, .. Bytes((ushort)Body.Length), .. Body];

    public static TestKey Rsa(int bits = 2048, DateTimeOffset? created = null) => new(RSA.Create(bits), null, created ?? Start);

    public static TestKey Ecdsa(DateTimeOffset? created = null) => new(null, ECDsa.Create(ECCurve.NamedCurves.nistP256), created ?? Start);

    /// <summary>One that says to be of an algorithm that nobody knows.</summary>
    public static TestKey Unknown() => new(null, ECDsa.Create(ECCurve.NamedCurves.nistP256), Start, ecdsaAlgorithm: 99);

    /// <summary>A packet with a header of the new format and a length of five bytes.</summary>
    public static byte[] Packet(int type, byte[] body) => [(byte)(0xC0 | type), 0xFF, .. Bytes((uint)body.Length), .. body];

    public static uint Seconds(DateTimeOffset time) => (uint)time.ToUnixTimeSeconds();

    /// <summary>A signature packet.</summary>
    /// <param name="data">What is signed.</param>
    /// <param name="spec">What the signature says of itself.</param>
    public byte[] Sign(byte[] data, SignatureSpec? spec = null)
    {
        spec ??= new();
        byte algorithm = _rsa is null ? _ecdsaAlgorithm : RsaAlgorithm;
        Fingerprint issuer = spec.Issuer ?? Fingerprint;
        byte[] keyId = Convert.FromHexString(issuer.ToString())[^8..];
        if (spec.Version == 3)
        {
            byte[] trailer = [spec.Type, .. Bytes(Seconds(spec.Made))];
            byte[] hashOf3 = Hash(spec.Hash, [.. data, .. trailer]);
            return Packet(2, spec.ChangeBody([3, 5, .. trailer, .. keyId, algorithm, (byte)spec.Hash, .. hashOf3[..2], .. Numbers(hashOf3, spec.Hash)]));
        }

        byte[] hashed = [.. Subpacket(2, Bytes(Seconds(spec.Made))), .. spec.NamesWholeIssuer ? Subpacket(33, [4, .. Convert.FromHexString(issuer.ToString())]) : [], .. spec.Hashed];
        byte[] unhashed = Subpacket(16, keyId);
        byte[] head = [(byte)spec.Version, spec.Type, algorithm, (byte)spec.Hash, .. Bytes((ushort)hashed.Length), .. hashed];
        byte[] hash = Hash(spec.Hash, [.. data, .. head, (byte)spec.Version, 0xFF, .. Bytes((uint)head.Length)]);
        return Packet(2, spec.ChangeBody([.. head, .. Bytes((ushort)unhashed.Length), .. unhashed, .. hash[..2], .. Numbers(hash, spec.Hash)]));
    }

    /// <summary>A subpacket of fewer than 192 bytes, or with a length of five.</summary>
    public static byte[] Subpacket(byte type, byte[] data) => data.Length < 191
        ? [(byte)(data.Length + 1), type, .. data]
        : [0xFF, .. Bytes((uint)(data.Length + 1)), type, .. data];

    public static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Bytes(ushort number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Hash(TestHash hash, byte[] data) => hash switch
    {
        TestHash.Md5 => MD5.HashData(data),
        TestHash.Sha1 => SHA1.HashData(data),
        TestHash.Sha256 => SHA256.HashData(data),
        _ => SHA512.HashData(data),
    };

    private byte[] Material()
    {
        if (_rsa is not null)
        {
            RSAParameters rsa = _rsa.ExportParameters(includePrivateParameters: false);
            return [RsaAlgorithm, .. Mpi(rsa.Modulus!), .. Mpi(rsa.Exponent!)];
        }

        ECParameters ec = _ecdsa!.ExportParameters(includePrivateParameters: false);
        return [_ecdsaAlgorithm, (byte)P256.Length, .. P256, .. Mpi([4, .. ec.Q.X!, .. ec.Q.Y!])];
    }

    private byte[] Numbers(byte[] hash, TestHash of)
    {
        HashAlgorithmName name = of switch { TestHash.Md5 => HashAlgorithmName.MD5, TestHash.Sha1 => HashAlgorithmName.SHA1, TestHash.Sha256 => HashAlgorithmName.SHA256, _ => HashAlgorithmName.SHA512 };
        if (_rsa is not null) return Mpi(_rsa.SignHash(hash, name, RSASignaturePadding.Pkcs1));
        byte[] pair = _ecdsa!.SignHash(hash);
        return [.. Mpi(pair[..(pair.Length / 2)]), .. Mpi(pair[(pair.Length / 2)..])];
    }

    /// <summary>A number of RFC 9580, 3.2: its bits, and its bytes without leading zeros.</summary>
    private static byte[] Mpi(byte[] number)
    {
        byte[] bytes = [.. number.SkipWhile(digit => digit == 0)];
        int bits = bytes.Length == 0 ? 0 : (bytes.Length * 8) - byte.LeadingZeroCount(bytes[0]);
        return [.. Bytes((ushort)bits), .. bytes];
    }
}

/// <summary>Hashes by their numbers (RFC 9580, 9.5).</summary>
public enum TestHash
{
    Md5 = 1,
    Sha1 = 2,
    Sha256 = 8,
    Sha512 = 10,
}

/// <summary>What a signature says of itself; every part may be a lie.</summary>
public sealed record SignatureSpec
{
    /// <summary>3, 4, or a number that nobody knows.</summary>
    public int Version { get; init; } = 4;

    /// <summary>0: of binary data.</summary>
    public byte Type { get; init; }

    public TestHash Hash { get; init; } = TestHash.Sha256;

    public DateTimeOffset Made { get; init; } = TestKey.Start.AddYears(1);

    /// <summary>Who it says made it; null: who did.</summary>
    public Fingerprint? Issuer { get; init; }

    /// <summary>Its issuer's fingerprint stands in it, not the key id alone.</summary>
    public bool NamesWholeIssuer { get; init; } = true;

    /// <summary>Further subpackets that it vouches for.</summary>
    public byte[] Hashed { get; init; } = [];

    /// <summary>The packet's body, when all is written.</summary>
    public Func<byte[], byte[]> ChangeBody { get; init; } = body => body;
}
