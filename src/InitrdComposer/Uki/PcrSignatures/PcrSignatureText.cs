using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>The JSON of .pcrsig and of `systemd-measure policy-digest`: by bank a list of {pcrs, pkfp, ref, pol} with "sig" or "tbs".</summary>
public static class PcrSignatureText
{
    /// <summary>Longest text: a policy has 600 bytes.</summary>
    private const int MaxLength = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>As ukify writes it into .pcrsig: one line, ", " and ": ".</summary>
    public static byte[] Write(IEnumerable<PcrSignature> signatures) =>
        Text(signatures.Select(signature => (signature.Policy, $"\"sig\": \"{Convert.ToBase64String(signature.Signature.Span)}\"")));

    /// <summary>The same with what is to be signed in place of signatures, for somebody else to sign.</summary>
    public static byte[] WriteUnsigned(IEnumerable<PcrPolicy> policies) =>
        Text(policies.Select(policy => (policy, $"\"tbs\": \"{Convert.ToHexStringLower(policy.ToBeSigned)}\"")));

    /// <summary>Reads policies with signatures; NULs and spaces may follow, which the specification and ukify write.</summary>
    /// <param name="file">What messages call it.</param>
    /// <param name="text">JSON.</param>
    /// <exception cref="ComposerException">It is no such JSON, or a bank or key is in it twice.</exception>
    public static ImmutableArray<PcrSignature> Read(string file, ReadOnlyMemory<byte> text) =>
        Entries(file, text, entry => new PcrSignature(PolicyOf(entry), entry.Json.GetProperty("sig").GetBytesFromBase64()));

    /// <summary>Reads policies that are to be signed.</summary>
    /// <inheritdoc cref="Read"/>
    public static ImmutableArray<PcrPolicy> ReadUnsigned(string file, ReadOnlyMemory<byte> text) => Entries(file, text, PolicyOf);

    private static byte[] Text(IEnumerable<(PcrPolicy Policy, string Last)> entries)
    {
        IEnumerable<string> banks = entries.GroupBy(entry => entry.Policy.Bank).Select(bank => $"\"{bank.Key.Name()}\": [{string.Join(", ", bank.Select(Entry))}]");
        return Encoding.ASCII.GetBytes($"{{{string.Join(", ", banks)}}}");
    }

    private static string Entry((PcrPolicy Policy, string Last) entry)
    {
        string reference = entry.Policy.Reference is string text ? $"\"ref\": \"{JsonEncodedText.Encode(text)}\", " : "";
        return $"{{\"pcrs\": [{Forecast.Pcr.KernelBoot}], \"pkfp\": \"{entry.Policy.Fingerprint.Hex}\", {reference}\"pol\": \"{entry.Policy.Policy.Hex}\", {entry.Last}}}";
    }

    private static ImmutableArray<T> Entries<T>(string file, ReadOnlyMemory<byte> text, Func<(DigestAlgorithm Bank, JsonElement Json), T> read)
    {
        try
        {
            if (text.Length > MaxLength) throw new FormatException($"{text.Length} bytes, at most {MaxLength} are read");
            using var document = JsonDocument.Parse(text[..text.Span.TrimEnd("\0 "u8).Length], Strict);
            return [.. document.RootElement.EnumerateObject().SelectMany(bank => bank.Value.EnumerateArray().Select(entry => (BankOf(bank.Name), entry))).Select(read)];
        }
        catch (JsonException e)
        {
            throw Malformed(file, e.Message, DataPosition.AtLine((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Malformed(file, e.Message, null, e);
        }
    }

    private static DigestAlgorithm BankOf(string name) =>
        DigestAlgorithms.FromName(name) is DigestAlgorithm bank && Forecast.PcrBanks.All.Contains(bank) ? bank : throw new FormatException($"bank {name}");

    private static PcrPolicy PolicyOf((DigestAlgorithm Bank, JsonElement Json) entry)
    {
        JsonElement[] pcrs = [.. entry.Json.GetProperty("pcrs").EnumerateArray()];
        if (pcrs is not [JsonElement only] || !only.TryGetInt32(out int pcr) || pcr != Forecast.Pcr.KernelBoot) throw new FormatException("pcrs other than [11]");
        string? reference = entry.Json.TryGetProperty("ref", out JsonElement text) ? text.GetString() : null;
        return new(entry.Bank, DigestOf(entry.Json, "pkfp"), DigestOf(entry.Json, "pol"), reference);
    }

    private static Digest DigestOf(JsonElement entry, string key) =>
        Digest.TryFromHex(DigestAlgorithm.Sha256, entry.GetProperty(key).GetString(), out Digest digest) ? digest : throw new FormatException($"{key} that is no SHA-256");

    private static ComposerException Malformed(string file, string got, DataPosition? position, Exception cause) => new(
        UkiErrors.BadProfile, $".pcrsig: got {Printable.Escape(got.TrimEnd('.'))}, expected JSON of PCR signatures (systemd-measure(1))", new SourceLocation(file, position),
        cause: cause);
}
