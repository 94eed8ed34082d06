using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Signing;

/// <summary>What is to be said of a signature.</summary>
/// <param name="Offset">Of the PKCS#7 in the file.</param>
/// <param name="Signer">The subject of the signer's certificate; null: it does not bring that along.</param>
/// <param name="DigestAlgorithm">As written; an object identifier where it is not known.</param>
/// <param name="ClaimedDigest">The image's digest by this signature, hex.</param>
/// <param name="ImageDigest">The image's digest by the same algorithm; null: it is not known.</param>
/// <param name="IsIntact">It is a signature of the certificate's key over the claimed digest.</param>
/// <param name="TrustedBy">The given certificates that its signer leads to, the signer's own first if that is one.</param>
/// <param name="Weaknesses">Algorithms and key lengths that are not worth much any more.</param>
public sealed record SignatureReport(
    long Offset, string? Signer, string DigestAlgorithm, string ClaimedDigest, string? ImageDigest, bool IsIntact, ImmutableArray<X509Certificate2> TrustedBy, ImmutableArray<string> Weaknesses)
{
    /// <summary>Whether it signs this image.</summary>
    public bool IsGood => IsIntact && ClaimedDigest == ImageDigest;

    /// <summary>Of all signatures of an image. Reads the image once for each digest algorithm among them.</summary>
    /// <param name="file">The image's name, for messages.</param>
    /// <param name="image">The image.</param>
    /// <param name="trusted">The certificates that one trusts, as firmware's variable db.</param>
    /// <exception cref="ComposerException">A signature is malformed.</exception>
    public static ImmutableArray<SignatureReport> AllOf(string file, PEImage image, IReadOnlyCollection<X509Certificate2> trusted)
    {
        ImmutableArray<AuthenticodeSignature> signatures = AuthenticodeSignature.AllOf(file, image);
        var digests = signatures.Select(signature => signature.Algorithm).OfType<DigestAlgorithm>().Distinct()
            .ToDictionary(algorithm => algorithm, algorithm => Authenticode.DigestOf(image, algorithm));
        return
        [
            .. signatures.Select(signature => new SignatureReport(
                signature.Offset,
                signature.SignerCertificate?.Subject,
                signature.Algorithm?.Name() ?? signature.Claimed.DigestAlgorithm,
                Convert.ToHexStringLower(signature.Claimed.ImageDigest.Span),
                signature.Algorithm is DigestAlgorithm algorithm ? digests[algorithm].Hex : null,
                signature.IsIntact,
                signature.SignerCertificate is X509Certificate2 signer ? [.. CertificateChain.Trusted(signer, signature.Certificates, trusted)] : [],
                [.. WeaknessesOf(signature)])),
        ];
    }

    private static IEnumerable<string> WeaknessesOf(AuthenticodeSignature signature)
    {
        DigestAlgorithm?[] algorithms = [signature.Algorithm, Formats.Cms.ObjectIds.DigestOf(signature.Signer.DigestAlgorithm)];
        foreach (DigestAlgorithm algorithm in algorithms.OfType<DigestAlgorithm>().Distinct())
        {
            if (algorithm is Formats.DigestAlgorithm.Md5 or Formats.DigestAlgorithm.Sha1) yield return algorithm.Name();
        }

        if (signature.SignerCertificate is X509Certificate2 certificate && PublicKey.Of(certificate) is { IsStrong: false } key) yield return key.Description;
    }
}
