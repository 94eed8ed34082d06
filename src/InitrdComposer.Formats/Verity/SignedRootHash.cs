using System.Text.Json;

namespace InitrdComposer.Formats.Verity;

/// <summary>What a partition for the signature of a root hash holds: JSON, and NULs behind it (UAPI.2, "Verity Signature Partition").</summary>
/// <param name="RootHash">SHA-256.</param>
/// <param name="CertificateFingerprint">SHA-256 of the signer's certificate in DER; null: it is not said.</param>
/// <param name="Pkcs7">DER.</param>
public sealed record SignedRootHash(Digest RootHash, Digest? CertificateFingerprint, ReadOnlyMemory<byte> Pkcs7)
{
    public const string Format = "verity signature";

    /// <summary>Most bytes that systemd reads of such a partition (262, dissected_image_load_verity_sig_partition).</summary>
    public const int MaxLength = 4 << 20;

    /// <param name="partition">All of it.</param>
    /// <param name="offset">Where it is on the disk.</param>
    /// <exception cref="MalformedDataException">It holds something else.</exception>
    public static SignedRootHash Read(ReadOnlyMemory<byte> partition, long offset)
    {
        if (partition.Length > MaxLength) throw new MalformedDataException(Format, offset, "partition", $"{partition.Length} bytes", $"at most {MaxLength}");
        int length = partition.Span.IndexOf((byte)0) is int nul and >= 0 ? nul : partition.Length;
        int other = partition.Span[length..].IndexOfAnyExcept((byte)0);
        if (other >= 0) throw new MalformedDataException(Format, offset + length + other, "padding", $"0x{partition.Span[length + other]:X2}", "NULs behind the JSON");
        try
        {
            using var json = JsonDocument.Parse(partition[..length], new() { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Wrong(offset, "JSON", $"{json.RootElement.ValueKind}", "an object");
            string? fingerprint = Text(json.RootElement, "certificateFingerprint", offset);
            return new(
                Sha256(Text(json.RootElement, "rootHash", offset), "rootHash", offset), fingerprint is null ? null : Sha256(fingerprint, "certificateFingerprint", offset),
                Base64(Text(json.RootElement, "signature", offset), offset));
        }
        catch (JsonException exception)
        {
            throw new MalformedDataException(Format, offset + (exception.BytePositionInLine ?? 0), "JSON", "text that is none", "JSON with rootHash and signature", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A text with half of a surrogate pair, which only taking it shows.
            throw new MalformedDataException(Format, offset, "JSON", "text that is no Unicode", "JSON with rootHash and signature", exception);
        }
    }

    private static string? Text(JsonElement root, string field, long offset)
    {
        if (!root.TryGetProperty(field, out JsonElement value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(offset, field, $"{value.ValueKind}", "a string");
    }

    private static Digest Sha256(string? hex, string field, long offset) => Digest.TryFromHex(DigestAlgorithm.Sha256, hex, out Digest digest)
        ? digest
        : throw Wrong(offset, field, hex is null ? "none" : $"\"{Printable.Escape(hex[..Math.Min(hex.Length, 80)])}\"", "SHA-256 in hex");

    private static byte[] Base64(string? text, long offset)
    {
        byte[] bytes = new byte[((text?.Length ?? 0) / 4 * 3) + 3];
        return text is not null && Convert.TryFromBase64String(text, bytes, out int written)
            ? bytes[..written]
            : throw Wrong(offset, "signature", text is null ? "none" : "other text", "PKCS#7 in base64");
    }

    private static MalformedDataException Wrong(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}
