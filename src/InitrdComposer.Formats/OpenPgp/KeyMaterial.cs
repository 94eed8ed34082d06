using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>What of a public key its algorithm defines (RFC 9580, 5.5.5). Numbers are big-endian, without leading zeros.</summary>
internal abstract record KeyMaterial
{
    private KeyMaterial()
    {
    }

    public sealed record Rsa(ReadOnlyMemory<byte> Modulus, ReadOnlyMemory<byte> Exponent) : KeyMaterial
    {
        public int Bits => Mpi.BitLength(Modulus.Span);
    }

    /// <summary>ECDSA and the older encoding of EdDSA.</summary>
    /// <param name="ObjectId">The curve's object identifier, as encoded: without tag and length.</param>
    /// <param name="Point">The public point, as SEC 1 or, behind 0x40, as EdDSA writes it.</param>
    public sealed record Curve(ReadOnlyMemory<byte> ObjectId, ReadOnlyMemory<byte> Point) : KeyMaterial;

    /// <summary>Ed25519 and Ed448.</summary>
    public sealed record Edwards(ReadOnlyMemory<byte> Point) : KeyMaterial;

    /// <summary>Algorithms that verify nothing here: their material is not looked into.</summary>
    public sealed record Other : KeyMaterial;

    /// <exception cref="MalformedDataException">It is not what the algorithm defines.</exception>
    public static KeyMaterial Read(PublicKeyAlgorithm algorithm, ReadOnlyMemory<byte> data, long offset, bool isVersion6)
    {
        var reader = new ByteReader(OpenPgpFormat.Name, data.Span, offset);
        KeyMaterial material;
        switch (algorithm)
        {
            case PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaEncryptOnly or PublicKeyAlgorithm.RsaSignOnly:
                ReadOnlyMemory<byte> modulus = Mpi.Read(ref reader, data, "RSA modulus", isVersion6);
                material = new Rsa(modulus, Mpi.Read(ref reader, data, "RSA exponent", isVersion6));
                break;
            case PublicKeyAlgorithm.Ecdsa or PublicKeyAlgorithm.EdDsaLegacy:
                int length = reader.U8("length of the curve's object identifier");
                int start = reader.Position;
                reader.Skip(length, "the curve's object identifier");
                material = new Curve(data.Slice(start, length), Mpi.Read(ref reader, data, "public point", isVersion6));
                break;
            case PublicKeyAlgorithm.Ed25519 or PublicKeyAlgorithm.Ed448:
                int size = algorithm == PublicKeyAlgorithm.Ed25519 ? EdwardsSizes.Ed25519Key : EdwardsSizes.Ed448Key;
                reader.Skip(size, "public key");
                material = new Edwards(data[..size]);
                break;
            default:
                return new Other();
        }

        return reader.Remaining == 0
            ? material
            : throw new MalformedDataException(OpenPgpFormat.Name, reader.Offset, $"{algorithm} key", $"{reader.Remaining} bytes more", "its end");
    }
}

/// <summary>Bytes of EdDSA (RFC 8032).</summary>
internal static class EdwardsSizes
{
    public const int Ed25519Key = 32;
    public const int Ed25519Signature = 64;
    public const int Ed448Key = 57;
    public const int Ed448Signature = 114;
}
