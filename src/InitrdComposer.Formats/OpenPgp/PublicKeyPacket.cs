using System.Buffers.Binary;
using System.Security.Cryptography;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>A primary key or subkey without its secret part (RFC 9580, 5.5.2), of version 4 or 6.</summary>
public sealed class PublicKeyPacket
{
    /// <summary>Bytes of a key's packet: what is hashed of a key of version 4 begins with its length in two octets.</summary>
    public const int MaxBody = ushort.MaxValue;

    private readonly ReadOnlyMemory<byte> _body;

    private PublicKeyPacket(ReadOnlyMemory<byte> body, byte version, DateTimeOffset created, PublicKeyAlgorithm algorithm, KeyMaterial material)
    {
        (_body, Version, Created, Algorithm, Material) = (body, version, created, algorithm, material);
        using IncrementalHash hash = (version == 6 ? DigestAlgorithm.Sha256 : DigestAlgorithm.Sha1).CreateHash();
        AppendTo(hash);
        Fingerprint = Fingerprint.FromBytes(hash.GetHashAndReset());
    }

    /// <summary>4 or 6.</summary>
    public int Version { get; }

    public DateTimeOffset Created { get; }

    public PublicKeyAlgorithm Algorithm { get; }

    public Fingerprint Fingerprint { get; }

    /// <summary>Of an RSA modulus; null of other keys.</summary>
    public int? RsaBits => (Material as KeyMaterial.Rsa)?.Bits;

    /// <summary>Whether signatures of the key can be verified here at all.</summary>
    public bool CanVerify => SignatureMath.CanVerify(this);

    /// <summary>"Ecdsa of curve 2B2403030208010107", "algorithm 99".</summary>
    public string AlgorithmName => Material is KeyMaterial.Curve curve
        ? $"{Algorithm} of curve {Convert.ToHexString(curve.ObjectId.Span)}"
        : Enum.IsDefined(Algorithm) ? $"{Algorithm}" : $"algorithm {(int)Algorithm}";

    internal KeyMaterial Material { get; }

    /// <exception cref="MalformedDataException">It is of another version (3 is of PGP 2 and rests on MD5), or not what its algorithm defines.</exception>
    internal static PublicKeyPacket Read(Packet packet)
    {
        var reader = new ByteReader(OpenPgpFormat.Name, packet.Body.Span, packet.BodyOffset);
        byte version = reader.U8("key version");
        if (version is not (4 or 6)) throw new MalformedDataException(OpenPgpFormat.Name, packet.BodyOffset, "key version", $"{version}", "4 or 6");
        if (packet.Body.Length > MaxBody) throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "key", $"{packet.Body.Length} bytes", $"at most {MaxBody} bytes");
        DateTimeOffset created = UnixTime.Of(reader.U32BigEndian("key creation time"));
        var algorithm = (PublicKeyAlgorithm)reader.U8("public key algorithm");
        if (version == 6)
        {
            long offset = reader.Offset;
            uint length = reader.U32BigEndian("length of the key material");
            if (length != reader.Remaining) throw new MalformedDataException(OpenPgpFormat.Name, offset, "length of the key material", $"{length}", $"{reader.Remaining}");
        }

        KeyMaterial material = KeyMaterial.Read(algorithm, packet.Body[reader.Position..], reader.Offset, version == 6);
        return new(packet.Body, version, created, algorithm, material);
    }

    /// <summary>The key as fingerprints and signatures hash it (RFC 9580, 5.2.4).</summary>
    internal void AppendTo(IncrementalHash hash)
    {
        Span<byte> head = stackalloc byte[5];
        if (Version == 6)
        {
            head[0] = 0x9B;
            BinaryPrimitives.WriteInt32BigEndian(head[1..], _body.Length);
            hash.AppendData(head);
        }
        else
        {
            head[0] = 0x99;
            BinaryPrimitives.WriteUInt16BigEndian(head[1..], (ushort)_body.Length);
            hash.AppendData(head[..3]);
        }

        hash.AppendData(_body.Span);
    }
}
