using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Signing;

/// <summary>What a signer of an image is asked to sign, which does not depend on who that is.</summary>
/// <param name="Image">SHA-256 of the image as Authenticode calculates it.</param>
/// <param name="Content">SpcIndirectDataContent, with its tag.</param>
/// <param name="SignedAttributes">DER of the SET whose SHA-256 is signed.</param>
public sealed record AuthenticodeClaim(Digest Image, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> SignedAttributes)
{
    /// <summary>Reads the image once.</summary>
    /// <param name="image">Signed or not: signatures are no part of what is signed.</param>
    /// <param name="signingTime">What the signer claims; null: nothing, so that the same image always gives the same bytes.</param>
    public static AuthenticodeClaim Of(PEImage image, DateTimeOffset? signingTime)
    {
        Digest digest = Authenticode.DigestOf(image, DigestAlgorithm.Sha256);
        byte[] content = new SpcIndirectData(ObjectIds.Sha256, digest.ToBytes()).Write();
        byte[] attributes = SignedDataWriter.SignedAttributes(ObjectIds.SpcIndirectData, Digest.Sha256Of(SpcIndirectData.ValueOf(content)), signingTime);
        return new(digest, content, attributes);
    }

    /// <summary>Signs it.</summary>
    /// <returns>PKCS#7 SignedData.</returns>
    /// <exception cref="ComposerException">The signer has no certificate, or does not sign.</exception>
    public byte[] Sign(Signer signer) => signer.Certificates.IsEmpty
        ? throw new ComposerException(SigningErrors.Usage, "a signature of an image needs a certificate beside the key")
        : With(signer.Certificates, signer.PublicKey, signer.Sign(SignedAttributes.Span));

    /// <summary>Puts a signature that was made elsewhere beside what it signs.</summary>
    /// <param name="certificates">The signer's first, then those that lead to a root.</param>
    /// <param name="raw">RSASSA-PKCS1-v1_5, an ECDSA-Sig-Value, or the two numbers of ECDSA behind each other.</param>
    /// <param name="name">What messages call the signature.</param>
    /// <returns>PKCS#7 SignedData.</returns>
    /// <exception cref="ComposerException">It is no signature of this by the certificate's key.</exception>
    public byte[] Attach(ImmutableArray<X509Certificate2> certificates, ReadOnlyMemory<byte> raw, string name)
    {
        PublicKey? key = PublicKey.Of(certificates[0]);
        ReadOnlyMemory<byte> signature = key?.ToSignatureValue(raw) ?? raw;
        return key?.HasSigned(SignedAttributes.Span, signature.Span) == true
            ? With(certificates, key, signature)
            : throw new ComposerException(
                SigningErrors.WrongSignature, $"got a signature that is not of {certificates[0].Subject} over this image's signed attributes", new SourceLocation(name),
                "sign what `uki digest` wrote for this very file, with the same signing time");
    }

    private byte[] With(ImmutableArray<X509Certificate2> certificates, PublicKey key, ReadOnlyMemory<byte> signature) => SignedDataWriter.Write(
        ObjectIds.SpcIndirectData, Content.Span, [.. certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)],
        new SignerInfo(
            certificates[0].IssuerName, certificates[0].SerialNumberBytes, ObjectIds.Sha256, SignedAttributes, ObjectIds.SpcIndirectData, default, signature),
        key.SignatureAlgorithm);
}
