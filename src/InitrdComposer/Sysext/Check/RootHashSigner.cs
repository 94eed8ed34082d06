using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Signing;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Sysext.Check;

/// <summary>Who signed a root hash, as far as the signature tells.</summary>
/// <param name="Info">The first SignerInfo.</param>
/// <param name="Brought">Certificates that the signature brings along; there need not be any.</param>
public sealed record RootHashSigner(SignerInfo Info, ImmutableArray<X509Certificate2> Brought)
{
    /// <summary>The signer's own certificate; null: the signature does not bring it along.</summary>
    public X509Certificate2? Certificate => Brought.FirstOrDefault(IsSigner);

    /// <summary>The subject of its certificate, or who issued that and with which number: what the signature says, nothing that is proved.</summary>
    public string Name => Certificate?.Subject
        ?? $"number {Convert.ToHexString(Info.SerialNumber.Span)} of {new X500DistinguishedName(Info.Issuer.Span).Name}";

    /// <param name="signed">The partition.</param>
    /// <param name="offset">Where it is on the disk.</param>
    /// <exception cref="MalformedDataException">Its signature is no detached PKCS#7 over data.</exception>
    public static RootHashSigner Of(SignedRootHash signed, long offset)
    {
        SignedData data = SignedDataReader.Read(signed.Pkcs7.Span, offset);
        if (data.ContentType != ObjectIds.Data) throw new MalformedDataException(SignedDataReader.Format, offset, "eContentType", data.ContentType, $"{ObjectIds.Data} (data)");
        if (!data.Content.IsEmpty) throw new MalformedDataException(SignedDataReader.Format, offset, "eContent", $"{data.Content.Length} bytes", "none: the root hash is elsewhere");
        return new(data.Signers[0], [.. data.Certificates.Select(certificate => Load(certificate, offset))]);
    }

    /// <summary>
    /// The trusted certificate by whose key it is signed, as systemd finds it when the kernel has no key for it (PKCS7_verify with PKCS7_NOINTERN): by issuer and number, chains
    /// lead nowhere, dates do not count. Null: none.
    /// </summary>
    public X509Certificate2? TrustedAlone(Digest rootHash, IEnumerable<X509Certificate2> trusted) =>
        trusted.FirstOrDefault(certificate => IsSigner(certificate) && HasSigned(certificate, rootHash));

    /// <summary>
    /// The trusted certificate that the signer's leads to, as the kernel looks for it in its keyrings, the platform's db among them. Null: none.
    /// </summary>
    public X509Certificate2? TrustedByChain(Digest rootHash, IReadOnlyCollection<X509Certificate2> trusted) =>
        TrustedAlone(rootHash, trusted)
        ?? (Certificate is X509Certificate2 own && HasSigned(own, rootHash) ? CertificateChain.Trusted(own, Brought, trusted).FirstOrDefault() : null);

    /// <summary>Whether the signature is a certificate's over a root hash.</summary>
    public bool HasSigned(X509Certificate2 certificate, Digest rootHash)
    {
        if (ObjectIds.DigestOf(Info.DigestAlgorithm) is not DigestAlgorithm algorithm || PublicKey.Of(certificate) is not PublicKey key) return false;
        byte[] content = VeritySignature.SignedBytes(rootHash);
        if (Info.SignedAttributes.IsEmpty) return key.HasSigned(content, Info.Signature.Span, algorithm);
        using IncrementalHash hash = algorithm.CreateHash();
        hash.AppendData(content);
        return Info.SignedContentType == ObjectIds.Data && Info.MessageDigest.Span.SequenceEqual(hash.GetHashAndReset())
            && key.HasSigned(Info.SignedAttributes.Span, Info.Signature.Span, algorithm);
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
