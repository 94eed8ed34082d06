using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Signing;

namespace InitrdComposer.Sysext.Check;

/// <summary>Who signed a root hash, as far as the signature tells.</summary>
/// <param name="Signature">Of the partition, its first signer.</param>
public sealed record RootHashSigner(DetachedSigner Signature)
{
    /// <inheritdoc cref="DetachedSigner.Certificate"/>
    public X509Certificate2? Certificate => Signature.Certificate;

    /// <inheritdoc cref="DetachedSigner.Name"/>
    public string Name => Signature.Name;

    /// <param name="signed">The partition.</param>
    /// <param name="offset">Where it is on the disk.</param>
    /// <exception cref="MalformedDataException">Its signature is no detached PKCS#7 over data.</exception>
    public static RootHashSigner Of(SignedRootHash signed, long offset) => new(DetachedSigner.Read(signed.Pkcs7.Span, offset)[0]);

    /// <summary>
    /// The trusted certificate by whose key it is signed, as systemd finds it when the kernel has no key for it. Null: none.
    /// </summary>
    public X509Certificate2? TrustedAlone(Digest rootHash, IEnumerable<X509Certificate2> trusted) => Signature.TrustedAlone(VeritySignature.SignedBytes(rootHash), trusted);

    /// <summary>
    /// The trusted certificate that the signer's leads to, as the kernel looks for it in its keyrings, the platform's db among them. Null: none.
    /// </summary>
    public X509Certificate2? TrustedByChain(Digest rootHash, IReadOnlyCollection<X509Certificate2> trusted) => Signature.TrustedByChain(VeritySignature.SignedBytes(rootHash), trusted);

    /// <summary>Whether the signature is a certificate's over a root hash.</summary>
    public bool HasSigned(X509Certificate2 certificate, Digest rootHash) => Signature.HasSigned(certificate, VeritySignature.SignedBytes(rootHash));
}
