using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Curves whose signatures can be verified here (RFC 9580, 9.2); Brainpool's are those of no distribution.</summary>
internal sealed class EllipticCurve
{
    private readonly byte[] _objectId;

    private EllipticCurve(byte[] objectId, int size, ECCurve? nist) => (_objectId, Size, Nist) = (objectId, size, nist);

    /// <summary>Bytes of a coordinate.</summary>
    public int Size { get; }

    /// <summary>What .NET calls it; null: that of EdDSA, which .NET does not have.</summary>
    public ECCurve? Nist { get; }

    private static EllipticCurve[] All { get; } =
    [
        new([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 32, ECCurve.NamedCurves.nistP256),
        new([0x2B, 0x81, 0x04, 0x00, 0x22], 48, ECCurve.NamedCurves.nistP384),
        new([0x2B, 0x81, 0x04, 0x00, 0x23], 66, ECCurve.NamedCurves.nistP521),
        new([0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01], EdwardsSizes.Ed25519Key, null),
    ];

    /// <param name="objectId">As encoded, without tag and length.</param>
    /// <returns>Null for one that is not known here.</returns>
    public static EllipticCurve? Of(ReadOnlySpan<byte> objectId)
    {
        foreach (EllipticCurve curve in All)
        {
            if (objectId.SequenceEqual(curve._objectId)) return curve;
        }

        return null;
    }
}
