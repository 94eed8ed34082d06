using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Signing;

/// <summary>A signature of an image, taken apart.</summary>
/// <param name="Offset">Of the PKCS#7 in its file.</param>
/// <param name="Claimed">What it says the image's digest is.</param>
/// <param name="Signer">The first SignerInfo, which is the one that firmware looks at.</param>
/// <param name="ContentDigested">What the SignerInfo's messageDigest must be the digest of.</param>
/// <param name="Certificates">Those that it brings along.</param>
public sealed record AuthenticodeSignature(
    long Offset, SpcIndirectData Claimed, SignerInfo Signer, ReadOnlyMemory<byte> ContentDigested, ImmutableArray<X509Certificate2> Certificates)
{
    /// <summary>The signer's certificate; null: it is not among those.</summary>
    public X509Certificate2? SignerCertificate => Certificates.FirstOrDefault(certificate =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(Signer.Issuer.Span) && certificate.SerialNumberBytes.Span.SequenceEqual(Signer.SerialNumber.Span));

    /// <summary>The digest's algorithm; null: one that is not known.</summary>
    public DigestAlgorithm? Algorithm => ObjectIds.DigestOf(Claimed.DigestAlgorithm);

    /// <summary>Whether the signature is made over what it contains, by the key of its certificate.</summary>
    public bool IsIntact
    {
        get
        {
            if (ObjectIds.DigestOf(Signer.DigestAlgorithm) is not DigestAlgorithm algorithm || SignerCertificate is not X509Certificate2 certificate || PublicKey.Of(certificate) is not PublicKey key)
            {
                return false;
            }

            if (Signer.SignedAttributes.IsEmpty) return key.HasSigned(ContentDigested.Span, Signer.Signature.Span, algorithm);
            using IncrementalHash hash = algorithm.CreateHash();
            hash.AppendData(ContentDigested.Span);
            return Signer.SignedContentType == ObjectIds.SpcIndirectData && Signer.MessageDigest.Span.SequenceEqual(hash.GetHashAndReset())
                && key.HasSigned(Signer.SignedAttributes.Span, Signer.Signature.Span, algorithm);
        }
    }

    /// <summary>The signatures of an image.</summary>
    /// <param name="file">The image's name, for messages.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="ComposerException">An entry of the certificate table is no PKCS#7, or one that is not Authenticode.</exception>
    public static ImmutableArray<AuthenticodeSignature> AllOf(string file, PEImage image) =>
    [
        .. image.Signatures().Select(signature => signature.Entry is { CertificateType: CertificateEntry.PkcsSignedData, Revision: CertificateEntry.Revision2 }
            ? Read(file, Bytes(file, signature.Content, signature.Offset), signature.Offset)
            : throw SigningErrors.Malformed(file, new MalformedDataException(
                PEReader.Format, signature.Offset - CertificateEntry.Size, "certificate type",
                $"revision 0x{signature.Entry.Revision:X4}, type {signature.Entry.CertificateType}", "revision 0x0200, type 2 (PKCS#7 SignedData)"))),
    ];

    /// <summary>A signature alone, as sbattach and pesign take them out of images.</summary>
    /// <param name="file">What messages call it.</param>
    /// <param name="bytes">PKCS#7 SignedData; NULs may follow.</param>
    /// <param name="offset">Where it is in the file.</param>
    /// <exception cref="ComposerException">It is no PKCS#7, or one that is not Authenticode.</exception>
    public static AuthenticodeSignature Read(string file, ReadOnlySpan<byte> bytes, long offset = 0)
    {
        try
        {
            SignedData data = SignedDataReader.Read(bytes, offset);
            if (data.ContentType != ObjectIds.SpcIndirectData || data.Content.IsEmpty)
            {
                throw new MalformedDataException(SignedDataReader.Format, offset, "eContentType", data.ContentType, $"{ObjectIds.SpcIndirectData} (SpcIndirectDataContent)");
            }

            byte[] digested = SpcIndirectData.ValueOf(data.Content.Span).ToArray();
            return new(
                offset, SpcIndirectData.Read(data.Content.Span, data.ContentOffset), data.Signers[0], digested,
                [.. data.Certificates.Select(certificate => Certificate(certificate, offset))]);
        }
        catch (MalformedDataException exception)
        {
            throw SigningErrors.Malformed(file, exception);
        }
    }

    private static X509Certificate2 Certificate(ReadOnlyMemory<byte> bytes, long offset)
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

    private static byte[] Bytes(string file, PositionalSource content, long offset)
    {
        if (content.Length > SignedDataReader.MaxLength)
        {
            throw SigningErrors.Malformed(
                file, new MalformedDataException(SignedDataReader.Format, offset, "SignedData", $"{content.Length} bytes", $"at most {SignedDataReader.MaxLength}"));
        }

        return content.ReadAll();
    }
}
