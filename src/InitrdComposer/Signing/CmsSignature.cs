using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>One of a CMS' signatures (RFC 5652, 5.3): what its SignerInfo says, and the certificates that came along, of which one may be its signer's.</summary>
/// <param name="Info">What the signer says.</param>
/// <param name="ContentType">Of what is signed, an object identifier.</param>
/// <param name="Certificates">They are the same for all signatures of a CMS; there need not be any.</param>
internal sealed record CmsSignature(SignerInfo Info, string ContentType, ImmutableArray<X509Certificate2> Certificates)
{
    /// <param name="data">Taken apart.</param>
    /// <param name="offset">Where it is in its file.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="MalformedDataException">A certificate is none.</exception>
    public static ImmutableArray<CmsSignature> AllOf(SignedData data, long offset)
    {
        ImmutableArray<X509Certificate2> certificates = [.. data.Certificates.Select(certificate => Load(certificate, offset))];
        return [.. data.Signers.Select(info => new CmsSignature(info, data.ContentType, certificates))];
    }

    /// <summary>The signer's own, the first if several are; null: it did not come along.</summary>
    public X509Certificate2? SignerCertificate => Certificates.FirstOrDefault(Names);

    /// <summary>Null: one that is not known.</summary>
    public DigestAlgorithm? DigestAlgorithm => ObjectIds.DigestOf(Info.DigestAlgorithm);

    /// <summary>Whether what is signed are attributes, which hold the content's digest, or else the content itself.</summary>
    public bool HasAttributes => !Info.SignedAttributes.IsEmpty;

    /// <summary>Whether a certificate is the one that the signer names, by issuer and number.</summary>
    public bool Names(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(Info.Issuer.RawData) && certificate.SerialNumberBytes.Span.SequenceEqual(Info.SerialNumber.Span);

    /// <summary>Whether there are signed attributes, and they are about content.</summary>
    public bool HasAttributesOf(ReadOnlySpan<byte> content)
    {
        if (!HasAttributes || DigestAlgorithm is not DigestAlgorithm algorithm) return false;
        using IncrementalHash hash = algorithm.CreateHash();
        hash.AppendData(content);
        return Info.SignedContentType == ContentType && Info.MessageDigest.Span.SequenceEqual(hash.GetHashAndReset());
    }

    /// <summary>Whether it is made over content by a certificate's key.</summary>
    public bool IsBy(X509Certificate2 certificate, ReadOnlySpan<byte> content) =>
        DigestAlgorithm is DigestAlgorithm algorithm && PublicKey.Of(certificate) is PublicKey key
        && (HasAttributes
            ? HasAttributesOf(content) && key.HasSigned(Info.SignedAttributes.Span, Info.Signature.Span, algorithm)
            : key.HasSigned(content, Info.Signature.Span, algorithm));

    private static X509Certificate2 Load(ReadOnlyMemory<byte> bytes, long offset)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes.Span);
        }
        catch (CryptographicException exception)
        {
            throw new MalformedDataException(SignedDataReader.Format, offset, "certificate", $"{bytes.Length} bytes that are none", "X.509", exception);
        }
    }
}
