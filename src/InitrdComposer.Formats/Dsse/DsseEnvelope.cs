using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace InitrdComposer.Formats.Dsse;

/// <summary>A message and who signed it (DSSE 1.0.2, envelope.md). What is signed is <see cref="SignedBytes"/>, never the JSON around it.</summary>
/// <param name="PayloadType">How the payload is to be read: a media type.</param>
/// <param name="Payload">The message.</param>
/// <param name="Signatures">At least one.</param>
public sealed record DsseEnvelope(string PayloadType, ReadOnlyMemory<byte> Payload, ImmutableArray<DsseSignature> Signatures)
{
    /// <summary>What messages call the format.</summary>
    public const string Format = "DSSE";

    /// <summary>An attestation of a whole distribution's packages is some megabytes.</summary>
    public const int MaxLength = 64 << 20;

    private const int MaxSignatures = 64;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>What is signed: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body (DSSE 1.0.2, protocol.md, "PAE").</summary>
    public static byte[] SignedBytes(string payloadType, ReadOnlySpan<byte> payload)
    {
        byte[] type = Encoding.UTF8.GetBytes(payloadType);
        return [.. Encoding.ASCII.GetBytes($"DSSEv1 {type.Length} "), .. type, .. Encoding.ASCII.GetBytes($" {payload.Length} "), .. payload];
    }

    /// <summary>One line of JSON with its newline: a file of such lines is a bundle of in-toto's (in-toto attestation 1.1, bundle.md).</summary>
    public byte[] ToJsonLine()
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteBase64String("payload", Payload.Span);
            json.WriteString("payloadType", PayloadType);
            json.WriteStartArray("signatures");
            foreach (DsseSignature signature in Signatures)
            {
                json.WriteStartObject();
                if (signature.KeyId.Length > 0) json.WriteString("keyid", signature.KeyId);
                json.WriteBase64String("sig", signature.Bytes.Span);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

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

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">A hint whose key it is, which nobody has signed; empty: none.</param>
/// <param name="Bytes">As the key's algorithm has it.</param>
public sealed record DsseSignature(string KeyId, ReadOnlyMemory<byte> Bytes);
