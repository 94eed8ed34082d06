using System.Text.Json;
using InitrdComposer.Formats;

namespace InitrdComposer.Sysext;

/// <summary>A signed root hash, as a partition holds it (UAPI.2, "Verity Signature Partition").</summary>
/// <param name="CertificateFingerprint">SHA-256 of the signer's certificate in DER.</param>
/// <param name="Pkcs7">A detached PKCS#7 signature in DER, without signed attributes, over the root hash in ASCII hex.</param>
public sealed record VeritySignature(Digest CertificateFingerprint, ReadOnlyMemory<byte> Pkcs7)
{
    /// <summary>As systemd-repart makes it; what the text leaves is NUL.</summary>
    public const int PartitionSize = 16 << 10;

    /// <summary>The bytes of the partition.</summary>
    /// <exception cref="ArgumentException">The signature is too large, as with dozens of certificates.</exception>
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

        if (text.Length >= PartitionSize) throw new ArgumentException($"a signature of {text.Length} bytes, at most {PartitionSize - 1} fit", nameof(rootHash));
        byte[] partition = new byte[PartitionSize];
        text.ToArray().CopyTo(partition, 0);
        return partition;
    }
}
