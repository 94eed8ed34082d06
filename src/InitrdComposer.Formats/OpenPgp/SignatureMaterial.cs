using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>The part of a signature that its algorithm defines (RFC 9580, 5.2.3). Numbers are big-endian, without leading zeros.</summary>
internal abstract record SignatureMaterial
{
    private SignatureMaterial()
    {
    }

    public sealed record Rsa(ReadOnlyMemory<byte> Value) : SignatureMaterial;

    /// <summary>ECDSA and the older encoding of EdDSA.</summary>
    public sealed record Pair(ReadOnlyMemory<byte> R, ReadOnlyMemory<byte> S) : SignatureMaterial;

    /// <summary>Ed25519 and Ed448.</summary>
    public sealed record Edwards(ReadOnlyMemory<byte> Value) : SignatureMaterial;

    /// <summary>Algorithms that cannot be verified here: not looked into.</summary>
    public sealed record Other : SignatureMaterial;

    /// <exception cref="MalformedDataException">It is not what the algorithm defines.</exception>
    public static SignatureMaterial Read(PublicKeyAlgorithm algorithm, ReadOnlyMemory<byte> data, long offset, bool isVersion6)
    {
        var reader = new ByteReader(OpenPgpFormat.Name, data.Span, offset);
        SignatureMaterial material;
        switch (algorithm)
        {
            case PublicKeyAlgorithm.Rsa or PublicKeyAlgorithm.RsaSignOnly:
                material = new Rsa(Mpi.Read(ref reader, data, "RSA signature", isVersion6));
                break;
            case PublicKeyAlgorithm.Ecdsa or PublicKeyAlgorithm.EdDsaLegacy or PublicKeyAlgorithm.Dsa:
                ReadOnlyMemory<byte> r = Mpi.Read(ref reader, data, "signature r", isVersion6);
                material = new Pair(r, Mpi.Read(ref reader, data, "signature s", isVersion6));
                break;
            case PublicKeyAlgorithm.Ed25519 or PublicKeyAlgorithm.Ed448:
                int size = algorithm == PublicKeyAlgorithm.Ed25519 ? EdwardsSizes.Ed25519Signature : EdwardsSizes.Ed448Signature;
                reader.Skip(size, "signature");
                material = new Edwards(data[..size]);
                break;
            default:
                return new Other();
        }

        return reader.Remaining == 0
            ? material
            : throw new MalformedDataException(OpenPgpFormat.Name, reader.Offset, $"{algorithm} signature", $"{reader.Remaining} bytes more", "its end");
    }
}
