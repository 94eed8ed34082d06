using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>
/// Whether a certificate leads to one that is trusted, as firmware asks it of the variable db (UEFI 2.10, 32.5.3.3; EDK2's AuthenticodeVerify): the trusted
/// one may be any in the chain, the signer's own among them, and need not be a root; validity dates, usages and revocation lists are not looked at.
/// </summary>
internal static class CertificateChain
{
    /// <summary>Longest chain: EDK2's OpenSSL goes no further than a hundred; real ones have three.</summary>
    private const int MaxLength = 16;

    /// <returns>The trusted certificates that it leads to, its own first if that is one.</returns>
    public static IEnumerable<X509Certificate2> Trusted(X509Certificate2 signer, IReadOnlyCollection<X509Certificate2> brought, IReadOnlyCollection<X509Certificate2> trusted)
    {
        X509Certificate2? current = signer;
        for (int i = 0; i < MaxLength && current is not null; i++)
        {
            X509Certificate2 issued = current;
            if (trusted.FirstOrDefault(candidate => IsSame(candidate, issued)) is X509Certificate2 found) yield return found;
            current = trusted.Concat(brought).FirstOrDefault(candidate => !IsSame(candidate, issued) && HasIssued(candidate, issued));
        }
    }

    /// <summary>Whether two are one certificate, byte for byte.</summary>
    public static bool IsSame(X509Certificate2 one, X509Certificate2 other) => one.RawData.AsSpan().SequenceEqual(other.RawData);

    /// <summary>Whether an authority has signed a certificate, which names it.</summary>
    public static bool HasIssued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
        && IsAuthority(issuer)
        && PublicKey.Of(issuer) is PublicKey key
        && HasSigned(key, certificate.RawData);

    private static bool IsAuthority(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        }
        catch (CryptographicException)
        {
            return false; // an extension that is none: decoded only now
        }
    }

    /// <summary>Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING } (RFC 5280, 4.1).</summary>
    private static bool HasSigned(PublicKey key, ReadOnlySpan<byte> certificate)
    {
        try
        {
            AsnDecoder.ReadSequence(certificate, AsnEncodingRules.DER, out int start, out int length, out _);
            ReadOnlySpan<byte> rest = certificate.Slice(start, length);
            AsnDecoder.ReadEncodedValue(rest, AsnEncodingRules.DER, out _, out _, out int signedLength);
            ReadOnlySpan<byte> signed = rest[..signedLength];
            rest = rest[signedLength..];
            AsnDecoder.ReadSequence(rest, AsnEncodingRules.DER, out int algorithmStart, out int algorithmLength, out int consumed);
            string algorithm = AsnDecoder.ReadObjectIdentifier(rest.Slice(algorithmStart, algorithmLength), AsnEncodingRules.DER, out _);
            byte[] signature = AsnDecoder.ReadBitString(rest[consumed..], AsnEncodingRules.DER, out _, out _);
            return ObjectIds.DigestOf(algorithm) is DigestAlgorithm digest && key.HasSigned(signed, signature, digest);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
