using System.Security.Cryptography;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Curves whose signatures can be verified here (RFC 9580, 9.2); Brainpool's are those of no distribution.</summary>
/// <param name="ObjectId">As encoded, without tag and length.</param>
/// <param name="Size">Bytes of a coordinate.</param>
/// <param name="Nist">What .NET calls it; null for that of EdDSA.</param>
internal sealed record EllipticCurve(byte[] ObjectId, int Size, ECCurve? Nist)
{
    public static EllipticCurve Ed25519 { get; } = new([0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01], EdwardsSizes.Ed25519Key, null);

    private static EllipticCurve[] All { get; } =
    [
        new([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], 32, ECCurve.NamedCurves.nistP256),
        new([0x2B, 0x81, 0x04, 0x00, 0x22], 48, ECCurve.NamedCurves.nistP384),
        new([0x2B, 0x81, 0x04, 0x00, 0x23], 66, ECCurve.NamedCurves.nistP521),
        Ed25519,
    ];

    /// <summary>The curve of an object identifier; null for one that is not known here.</summary>
    public static EllipticCurve? Of(ReadOnlySpan<byte> objectId)
    {
        foreach (EllipticCurve curve in All)
        {
            if (objectId.SequenceEqual(curve.ObjectId)) return curve;
        }

        return null;
    }
}
