using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Signing;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Sysext;

/// <summary>A signed root hash, as a partition holds it (UAPI.2, "Verity Signature Partition").</summary>
/// <param name="CertificateFingerprint">SHA-256 of the signer's certificate in DER.</param>
/// <param name="Pkcs7">A detached PKCS#7 signature in DER, without signed attributes, over the root hash in ASCII hex.</param>
public sealed record VeritySignature(Digest CertificateFingerprint, ReadOnlyMemory<byte> Pkcs7)
{
    /// <summary>As systemd-repart makes it; what the text leaves is NUL.</summary>
    public const int PartitionSize = 16 << 10;

    /// <summary>What is signed, as its SHA-256: the root hash in ASCII hex, without a newline.</summary>
    public static byte[] SignedBytes(Digest rootHash) => Encoding.ASCII.GetBytes(rootHash.Hex);

    /// <summary>Signs a root hash: with RSA, the same hash, key and certificates always give the same bytes.</summary>
    /// <exception cref="ComposerException">The signer has no certificate, or does not sign.</exception>
    public static VeritySignature Sign(Digest rootHash, Signer signer) => signer.Certificates.IsEmpty
        ? throw new ComposerException(SigningErrors.Usage, "a signature of a root hash needs a certificate beside the key")
        : With(signer.Certificates, signer.PublicKey, signer.Sign(SignedBytes(rootHash)));

    /// <summary>Takes a signature that was made where the key is.</summary>
    /// <param name="rootHash">What it signs.</param>
    /// <param name="certificates">The signer's first, then others that go along.</param>
    /// <param name="raw">Over <see cref="SignedBytes"/>: RSASSA-PKCS1-v1_5, an ECDSA-Sig-Value, or the two numbers of ECDSA behind each other.</param>
    /// <param name="name">What messages call the signature.</param>
    /// <exception cref="ComposerException">It is no signature of this by the certificate's key.</exception>
    public static VeritySignature Attach(Digest rootHash, ImmutableArray<X509Certificate2> certificates, ReadOnlyMemory<byte> raw, string name)
    {
        PublicKey? key = PublicKey.Of(certificates[0]);
        ReadOnlyMemory<byte> signature = key?.ToSignatureValue(raw) ?? raw;
        return key?.HasSigned(SignedBytes(rootHash), signature.Span) == true
            ? With(certificates, key, signature)
            : throw new ComposerException(
                SigningErrors.WrongSignature, $"got a signature that is not of {certificates[0].Subject} over the root hash {rootHash.Hex}", new SourceLocation(name),
                "sign the root hash in hex, without a newline");
    }

    /// <summary>The bytes of the partition.</summary>
    /// <exception cref="ComposerException">The signature is too large, as with dozens of certificates.</exception>
    public byte[] ToPartition(Digest rootHash)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("rootHash", rootHash.Hex);
            json.WriteString("certificateFingerprint", CertificateFingerprint.Hex);
            json.WriteBase64String("signature", Pkcs7.Span);
            json.WriteEndObject();
        }

        if (text.Length >= PartitionSize)
        {
            throw new ComposerException(
                SigningErrors.Usage, $"a signature of {text.Length} bytes: at most {PartitionSize - 1} fit into its partition", hint: "give the signer's certificate alone");
        }

        byte[] partition = new byte[PartitionSize];
        text.ToArray().CopyTo(partition, 0);
        return partition;
    }

    /// <summary>As `openssl smime -sign -noattr -binary` makes it, with the certificates.</summary>
    private static VeritySignature With(ImmutableArray<X509Certificate2> certificates, PublicKey key, ReadOnlyMemory<byte> signature)
    {
        var signer = new SignerInfo(certificates[0].IssuerName, certificates[0].SerialNumberBytes, ObjectIds.Sha256, default, null, default, signature);
        return new(
            Digest.Sha256Of(certificates[0].RawData),
            SignedDataWriter.Write(ObjectIds.Data, [], [.. certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)], signer, key.SignatureAlgorithm));
    }
}
