using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>Who signed content that is elsewhere, as far as a detached CMS signature over data tells (RFC 5652, 5).</summary>
public sealed class DetachedSigner
{
    private readonly CmsSignature _signature;

    private DetachedSigner(CmsSignature signature) => _signature = signature;

    /// <summary>What the signer says.</summary>
    public SignerInfo Info => _signature.Info;

    /// <summary>Certificates that the signature brings along; there need not be any.</summary>
    public ImmutableArray<X509Certificate2> Brought => _signature.Certificates;

    /// <summary>The signer's own certificate; null: the signature does not bring it along.</summary>
    public X509Certificate2? Certificate => _signature.SignerCertificate;

    /// <summary>The subject of its certificate, or who issued that and with which number: what the signature says, nothing that is proved.</summary>
    public string Name => Certificate?.Subject ?? $"number {Convert.ToHexString(Info.SerialNumber.Span)} of {Info.Issuer.Name}";

    /// <param name="der">The signature.</param>
    /// <param name="offset">Where it is in its file.</param>
    /// <returns>Its signers, at least one.</returns>
    /// <exception cref="MalformedDataException">It is no detached CMS signature over data.</exception>
    public static ImmutableArray<DetachedSigner> Read(ReadOnlySpan<byte> der, long offset)
    {
        SignedData data = SignedDataReader.Read(der, offset);
        if (data.ContentType != ObjectIds.Data) throw new MalformedDataException(SignedDataReader.Format, offset, "eContentType", data.ContentType, $"{ObjectIds.Data} (data)");
        if (!data.Content.IsEmpty) throw new MalformedDataException(SignedDataReader.Format, offset, "eContent", $"{data.Content.Length} bytes", "none: what is signed is elsewhere");
        return [.. CmsSignature.AllOf(data, offset).Select(signature => new DetachedSigner(signature))];
    }

    /// <summary>Signs: contentType and messageDigest are signed attributes, no time is claimed, so that with RSA the same content and key always give the same bytes.</summary>
    /// <returns>DER, as `openssl cms -sign -binary -outform DER` makes it.</returns>
    /// <exception cref="ComposerException">The signer has no certificate, or does not sign.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> content, Signer signer)
    {
        if (signer.Certificates is not [X509Certificate2 own, ..]) throw new ComposerException(SigningErrors.Usage, "a detached signature needs a certificate beside the key");
        byte[] attributes = SignedDataWriter.SignedAttributes(ObjectIds.Data, Digest.Sha256Of(content), signingTime: null);
        return SignedDataWriter.Write(
            ObjectIds.Data, [], [.. signer.Certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)],
            new SignerInfo(own.IssuerName, own.SerialNumberBytes, ObjectIds.Sha256, attributes, ObjectIds.Data, default, signer.Sign(attributes)), signer.PublicKey.SignatureAlgorithm);
    }

    /// <summary>
    /// The trusted certificate by whose key content is signed, found by issuer and number as PKCS7_verify with PKCS7_NOINTERN does: chains lead nowhere, dates do not count. Null: none.
    /// </summary>
    public X509Certificate2? TrustedAlone(ReadOnlySpan<byte> content, IEnumerable<X509Certificate2> trusted)
    {
        foreach (X509Certificate2 certificate in trusted)
        {
            if (_signature.Names(certificate) && HasSigned(certificate, content)) return certificate;
        }

        return null;
    }

    /// <summary>The trusted certificate that is the signer's or that the signer's leads to; dates do not count. Null: none.</summary>
    public X509Certificate2? TrustedByChain(ReadOnlySpan<byte> content, IReadOnlyCollection<X509Certificate2> trusted) =>
        TrustedAlone(content, trusted)
        ?? (Certificate is X509Certificate2 own && HasSigned(own, content) ? CertificateChain.Trusted(own, Brought, trusted).FirstOrDefault() : null);

    /// <summary>Whether its hash still means something (NIST SP 800-131A): firmware does not ask, whoever believes a text does.</summary>
    public bool HasStrongHash => ObjectIds.HasStrongDigest(Info.DigestAlgorithm);

    /// <summary>The certificates that may be the signer's, of those listed and those brought along, by whose key content is signed.</summary>
    internal IEnumerable<X509Certificate2> OwnCertificates(ReadOnlySpan<byte> content, IReadOnlyCollection<X509Certificate2> listed)
    {
        var own = new List<X509Certificate2>();
        foreach (X509Certificate2 certificate in listed.Concat(Brought))
        {
            if (_signature.Names(certificate) && HasSigned(certificate, content)) own.Add(certificate);
        }

        return own;
    }

    /// <summary>Whether the signature is a certificate's over content.</summary>
    public bool HasSigned(X509Certificate2 certificate, ReadOnlySpan<byte> content) => _signature.IsBy(certificate, content);

    /// <summary>Whether it has signed attributes that are about something else than content.</summary>
    public bool IsOfAnother(ReadOnlySpan<byte> content) => _signature.HasAttributes && !_signature.HasAttributesOf(content);

    /// <summary>
    /// Whether it is about content, which its signed attributes say; where there are none, the key of a certificate that came along tells. Null: nobody can tell, there is neither.
    /// </summary>
    public bool? IsOf(ReadOnlySpan<byte> content)
    {
        if (_signature.HasAttributes) return _signature.HasAttributesOf(content);
        return Certificate is null ? null : OwnCertificates(content, []).Any();
    }
}
