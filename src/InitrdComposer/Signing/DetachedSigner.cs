using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>Who signed content that is elsewhere, as far as a detached CMS signature over data tells (RFC 5652, 5).</summary>
/// <param name="Info">What the signer says.</param>
/// <param name="Brought">Certificates that the signature brings along; there need not be any.</param>
public sealed record DetachedSigner(SignerInfo Info, ImmutableArray<X509Certificate2> Brought)
{
    /// <summary>The signer's own certificate; null: the signature does not bring it along.</summary>
    public X509Certificate2? Certificate => Brought.FirstOrDefault(IsSigner);

    /// <summary>The subject of its certificate, or who issued that and with which number: what the signature says, nothing that is proved.</summary>
    public string Name => Certificate?.Subject
        ?? $"number {Convert.ToHexString(Info.SerialNumber.Span)} of {new X500DistinguishedName(Info.Issuer.Span).Name}";

    /// <param name="der">The signature.</param>
    /// <param name="offset">Where it is in its file.</param>
    /// <returns>Its signers, at least one.</returns>
    /// <exception cref="MalformedDataException">It is no detached CMS signature over data.</exception>
    public static ImmutableArray<DetachedSigner> Read(ReadOnlySpan<byte> der, long offset)
    {
        SignedData data = SignedDataReader.Read(der, offset);
        if (data.ContentType != ObjectIds.Data) throw new MalformedDataException(SignedDataReader.Format, offset, "eContentType", data.ContentType, $"{ObjectIds.Data} (data)");
        if (!data.Content.IsEmpty) throw new MalformedDataException(SignedDataReader.Format, offset, "eContent", $"{data.Content.Length} bytes", "none: what is signed is elsewhere");
        ImmutableArray<X509Certificate2> brought = [.. data.Certificates.Select(certificate => Load(certificate, offset))];
        return [.. data.Signers.Select(signer => new DetachedSigner(signer, brought))];
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
            new SignerInfo(own.IssuerName.RawData, own.SerialNumberBytes, ObjectIds.Sha256, attributes, ObjectIds.Data, default, signer.Sign(attributes)), signer.PublicKey.SignatureAlgorithm);
    }

    /// <summary>
    /// The trusted certificate by whose key content is signed, found by issuer and number as PKCS7_verify with PKCS7_NOINTERN does: chains lead nowhere, dates do not count. Null: none.
    /// </summary>
    public X509Certificate2? TrustedAlone(ReadOnlySpan<byte> content, IEnumerable<X509Certificate2> trusted)
    {
        foreach (X509Certificate2 certificate in trusted)
        {
            if (IsSigner(certificate) && HasSigned(certificate, content)) return certificate;
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
            if (IsSigner(certificate) && HasSigned(certificate, content)) own.Add(certificate);
        }

        return own;
    }

    /// <summary>Whether the signature is a certificate's over content.</summary>
    public bool HasSigned(X509Certificate2 certificate, ReadOnlySpan<byte> content)
    {
        if (ObjectIds.DigestOf(Info.DigestAlgorithm) is not DigestAlgorithm algorithm || PublicKey.Of(certificate) is not PublicKey key) return false;
        return Info.SignedAttributes.IsEmpty ? key.HasSigned(content, Info.Signature.Span, algorithm)
            : IsOf(content) && key.HasSigned(Info.SignedAttributes.Span, Info.Signature.Span, algorithm);
    }

    /// <summary>Whether the signed attributes are about content; true where there are none: the signature alone tells.</summary>
    public bool IsOf(ReadOnlySpan<byte> content)
    {
        if (Info.SignedAttributes.IsEmpty) return true;
        if (ObjectIds.DigestOf(Info.DigestAlgorithm) is not DigestAlgorithm algorithm) return false;
        using IncrementalHash hash = algorithm.CreateHash();
        hash.AppendData(content);
        return Info.SignedContentType == ObjectIds.Data && Info.MessageDigest.Span.SequenceEqual(hash.GetHashAndReset());
    }

    private bool IsSigner(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(Info.Issuer.Span) && certificate.SerialNumberBytes.Span.SequenceEqual(Info.SerialNumber.Span);

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
