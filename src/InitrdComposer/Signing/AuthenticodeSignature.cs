using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Signing;

/// <summary>A signature of an image, taken apart.</summary>
public sealed class AuthenticodeSignature
{
    private readonly CmsSignature _signature;

    /// <summary>What the SignerInfo's messageDigest must be the digest of.</summary>
    private readonly byte[] _digested;

    private AuthenticodeSignature(long offset, SpcIndirectData claimed, CmsSignature signature, byte[] digested) =>
        (Offset, Claimed, _signature, _digested) = (offset, claimed, signature, digested);

    /// <summary>Of the PKCS#7 in its file.</summary>
    public long Offset { get; }

    /// <summary>What it says the image's digest is.</summary>
    public SpcIndirectData Claimed { get; }

    /// <summary>The first SignerInfo, which is the one that firmware looks at.</summary>
    public SignerInfo Signer => _signature.Info;

    /// <summary>Those that it brings along.</summary>
    public ImmutableArray<X509Certificate2> Certificates => _signature.Certificates;

    /// <summary>The signer's certificate; null: it is not among those.</summary>
    public X509Certificate2? SignerCertificate => _signature.SignerCertificate;

    /// <summary>The digest's algorithm; null: one that is not known.</summary>
    public DigestAlgorithm? Algorithm => ObjectIds.DigestOf(Claimed.DigestAlgorithm);

    /// <summary>Whether the signature is made over what it contains, by the key of its certificate.</summary>
    public bool IsIntact => SignerCertificate is X509Certificate2 certificate && _signature.IsBy(certificate, _digested);

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
            return new(offset, SpcIndirectData.Read(data.Content.Span, data.ContentOffset), CmsSignature.AllOf(data, offset)[0], digested);
        }
        catch (MalformedDataException exception)
        {
            throw SigningErrors.Malformed(file, exception);
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
