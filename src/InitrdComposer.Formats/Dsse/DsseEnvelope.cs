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
}

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">A hint whose key it is, which nobody has signed; empty: none.</param>
/// <param name="Bytes">As the key's algorithm has it.</param>
public sealed record DsseSignature(string KeyId, ReadOnlyMemory<byte> Bytes);
