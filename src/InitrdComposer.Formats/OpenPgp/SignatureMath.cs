using System.Security.Cryptography;
using InitrdComposer.Formats.OpenPgp.Native;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Whether a key signed a hash: arithmetic, no policy.</summary>
internal static class SignatureMath
{
    /// <summary>Whether signatures of the key can be verified here at all.</summary>
    public static bool CanVerify(PublicKeyPacket key) => key.Material switch
    {
        KeyMaterial.Rsa => key.Algorithm != PublicKeyAlgorithm.RsaEncryptOnly,
        KeyMaterial.Curve curve => EllipticCurve.Of(curve.ObjectId.Span) is EllipticCurve known && known.Nist is null == (key.Algorithm == PublicKeyAlgorithm.EdDsaLegacy),
        KeyMaterial.Edwards => true,
        _ => false,
    };

    /// <returns>False for anything that does not fit: another algorithm, a point that is on no curve, a number that is too long or too short.</returns>
    /// <exception cref="Compression.MissingLibraryException">EdDSA, and libcrypto cannot be loaded.</exception>
    public static bool Verifies(PublicKeyPacket key, Signature signature, byte[] hash)
    {
        try
        {
            return (key.Material, signature.Material) switch
            {
                (KeyMaterial.Rsa rsa, SignatureMaterial.Rsa value) => Rsa(rsa, value.Value.Span, hash, signature.Hash),
                (KeyMaterial.Curve curve, SignatureMaterial.Pair pair) when key.Algorithm == signature.Algorithm => Curve(curve, pair, hash),
                (KeyMaterial.Edwards edwards, SignatureMaterial.Edwards value) when key.Algorithm == signature.Algorithm => Edwards(edwards.Point.Span, value.Value.Span, hash),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // .NET's word for a key that OpenSSL does not take: even moduli, points beside the curve.
            return false;
        }
    }

    private static bool Rsa(KeyMaterial.Rsa key, ReadOnlySpan<byte> value, byte[] hash, DigestAlgorithm algorithm)
    {
        if (algorithm.HashName() is not HashAlgorithmName name || key.Modulus.IsEmpty || key.Exponent.IsEmpty || value.Length > key.Modulus.Length) return false;
        using var rsa = RSA.Create(new RSAParameters { Modulus = key.Modulus.ToArray(), Exponent = key.Exponent.ToArray() });
        return rsa.VerifyHash(hash, Padded(value, key.Modulus.Length), name, RSASignaturePadding.Pkcs1);
    }

    private static bool Curve(KeyMaterial.Curve key, SignatureMaterial.Pair pair, byte[] hash)
    {
        if (EllipticCurve.Of(key.ObjectId.Span) is not EllipticCurve curve || pair.R.Length > curve.Size || pair.S.Length > curve.Size) return false;
        byte[] signature = [.. Padded(pair.R.Span, curve.Size), .. Padded(pair.S.Span, curve.Size)];
        ReadOnlySpan<byte> point = key.Point.Span;
        if (curve.Nist is not ECCurve nist) return point.Length == curve.Size + 1 && point[0] == 0x40 && Edwards(point[1..], signature, hash);
        if (point.Length != 1 + (2 * curve.Size) || point[0] != 0x04) return false;
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = nist, Q = new() { X = point[1..(1 + curve.Size)].ToArray(), Y = point[(1 + curve.Size)..].ToArray() } });
        return ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>EdDSA signs the hash as its message (RFC 9580, 5.2.3.3).</summary>
    private static bool Edwards(ReadOnlySpan<byte> point, ReadOnlySpan<byte> signature, byte[] hash) => point.Length == EdwardsSizes.Ed25519Key
        ? LibCrypto.VerifyEd25519(point, signature, hash)
        : LibCrypto.VerifyEd448(point, signature, hash);

    private static byte[] Padded(ReadOnlySpan<byte> number, int size)
    {
        var padded = new byte[size];
        number.CopyTo(padded.AsSpan(size - number.Length));
        return padded;
    }
}
