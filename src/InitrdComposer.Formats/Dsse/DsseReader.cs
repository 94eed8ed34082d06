using System.Collections.Immutable;
using System.Text.Json;

namespace InitrdComposer.Formats.Dsse;

/// <summary>JSON -> <see cref="DsseEnvelope"/>, strictly: a key that stands twice is read by some as the first and by others as the last.</summary>
public static class DsseReader
{
    /// <summary>What messages call the format.</summary>
    public const string Format = "DSSE";

    /// <summary>
    /// The most bytes of a bundle, which is held in memory with what it unpacks to. A provenance has half a kilobyte a package: one of the sixty thousand packages of a whole distribution is 40 MB
    /// in base64.
    /// </summary>
    public const int MaxLength = 64 << 20;

    /// <summary>Of envelopes in a bundle, and of signatures of an envelope: each is checked with each key that counts.</summary>
    private const int MaxSignatures = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>A bundle: an envelope on each line.</summary>
    /// <exception cref="MalformedDataException">A line is no envelope, or there are none.</exception>
    public static ImmutableArray<DsseEnvelope> ReadBundle(ReadOnlyMemory<byte> utf8)
    {
        var envelopes = ImmutableArray.CreateBuilder<DsseEnvelope>();
        foreach (Range line in utf8.Span.Split((byte)'\n'))
        {
            if (!utf8.Span[line].Trim(" \r\t"u8).IsEmpty) envelopes.Add(Read(utf8[line]));
        }

        return envelopes.Count is 0 or > MaxSignatures
            ? throw new MalformedDataException(Format, 0, "bundle", $"{envelopes.Count} envelopes", $"1 to {MaxSignatures}")
            : envelopes.ToImmutable();
    }

    /// <param name="utf8">The JSON of one envelope; other keys than the format's are left alone.</param>
    /// <exception cref="MalformedDataException">It is no envelope.</exception>
    public static DsseEnvelope Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaxLength) throw new MalformedDataException(Format, 0, "envelope", $"{utf8.Length} bytes", $"at most {MaxLength}");
        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8, Strict);
            JsonElement root = json.RootElement;
            ImmutableArray<DsseSignature> signatures = [.. Required(root, "signatures").EnumerateArray().Take(MaxSignatures + 1).Select(SignatureOf)];
            if (signatures.Length is 0 or > MaxSignatures) throw new MalformedDataException(Format, 0, "signatures", signatures.IsEmpty ? "none" : $"more than {MaxSignatures}", $"1 to {MaxSignatures}");
            return new(Required(root, "payloadType").GetString()!, Base64(root, "payload"), signatures);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw new MalformedDataException(Format, 0, "envelope", "something else", "a JSON object with payload, payloadType and signatures", cause);
        }
    }

    private static DsseSignature SignatureOf(JsonElement signature) =>
        new(signature.TryGetProperty("keyid", out JsonElement id) ? id.GetString() ?? "" : "", Base64(signature, "sig"));

    private static JsonElement Required(JsonElement owner, string key) =>
        owner.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : throw new MalformedDataException(Format, 0, key, "nothing", "a value");

    /// <summary>Either alphabet: "standard or URL-safe encoding is allowed".</summary>
    private static byte[] Base64(JsonElement owner, string key)
    {
        string text = Required(owner, key).GetString()!.Replace('-', '+').Replace('_', '/');
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException cause)
        {
            throw new MalformedDataException(Format, 0, key, "something else", "base64", cause);
        }
    }
}
