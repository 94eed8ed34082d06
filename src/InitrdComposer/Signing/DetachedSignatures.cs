using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Signing;

/// <summary>Signatures of an image that were made where the key is.</summary>
public static class DetachedSignatures
{
    /// <summary>An OBJECT IDENTIFIER signedData, which PKCS#7 begins with, and neither RSA's nor ECDSA's signatures do.</summary>
    private static readonly byte[] SignedDataId = Convert.FromHexString("06092A864886F70D010702");

    /// <summary>Makes each what an image holds. Reads the image once for each digest algorithm among them.</summary>
    /// <param name="image">What they sign.</param>
    /// <param name="files">Raw signatures over <see cref="AuthenticodeClaim.SignedAttributes"/>, or PKCS#7; with what messages call them.</param>
    /// <param name="certificates">Of each raw signature, in their order.</param>
    /// <param name="signingTime">Of the raw signatures: what the claim was made with.</param>
    /// <returns>PKCS#7, in the files' order.</returns>
    /// <exception cref="ComposerException">One is not of this image, or a certificate is missing or left over.</exception>
    public static ImmutableArray<ReadOnlyMemory<byte>> Attach(
        PEImage image, ImmutableArray<(string Name, byte[] Bytes)> files, ImmutableArray<ImmutableArray<X509Certificate2>> certificates, DateTimeOffset? signingTime)
    {
        int raw = files.Count(file => !IsPkcs7(file.Bytes));
        if (raw != certificates.Length) throw new ComposerException(SigningErrors.Usage, $"got {raw} raw signatures and {certificates.Length} certificates, expected as many of each");
        var claim = AuthenticodeClaim.Of(image, signingTime);
        Dictionary<DigestAlgorithm, Digest> digests = new() { [DigestAlgorithm.Sha256] = claim.Image };
        var next = new Queue<ImmutableArray<X509Certificate2>>(certificates);
        return [.. files.Select(file => (ReadOnlyMemory<byte>)(IsPkcs7(file.Bytes) ? Checked(file, DigestOf) : claim.Attach(next.Dequeue(), file.Bytes, file.Name)))];

        Digest DigestOf(DigestAlgorithm algorithm)
        {
            if (!digests.TryGetValue(algorithm, out Digest digest)) digests.Add(algorithm, digest = Authenticode.DigestOf(image, algorithm));
            return digest;
        }
    }

    private static byte[] Checked((string Name, byte[] Bytes) file, Func<DigestAlgorithm, Digest> digestOf)
    {
        var signature = AuthenticodeSignature.Read(file.Name, file.Bytes);
        string claimed = Convert.ToHexStringLower(signature.Claimed.ImageDigest.Span);
        string? right = signature.Algorithm is DigestAlgorithm algorithm ? digestOf(algorithm).Hex : null;
        if (claimed != right)
        {
            throw new ComposerException(SigningErrors.WrongSignature, $"got a signature of an image with digest {claimed}, expected {right ?? "a known algorithm"}", new SourceLocation(file.Name));
        }

        return signature.IsIntact
            ? file.Bytes
            : throw new ComposerException(
                SigningErrors.WrongSignature, $"got a signature that is not of {signature.SignerCertificate?.Subject ?? "any certificate in it"}", new SourceLocation(file.Name));
    }

    /// <summary>A SEQUENCE with a length of up to four bytes, then the identifier.</summary>
    private static bool IsPkcs7(ReadOnlySpan<byte> bytes) => bytes is [0x30, ..] && bytes.IndexOf(SignedDataId) is >= 2 and <= 6;
}
