using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Signing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Verification;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `uki verify` prints.</summary>
internal static class VerificationReport
{
    public static string Text(string file, UkiVerification verification)
    {
        var text = new StringBuilder();
        text.Append(null, $"{file}: {NameOf(verification.Kind)}\n");
        foreach (SignatureReport signature in verification.Signatures)
        {
            string trust = signature.TrustedBy.IsEmpty ? "" : $", leads to {string.Join(", ", signature.TrustedBy.Select(certificate => certificate.Subject))}";
            string weak = signature.Weaknesses.IsEmpty ? "" : $", weak: {string.Join(", ", signature.Weaknesses)}";
            text.Append(null, $"signature at 0x{signature.Offset:X}: {(signature.IsGood ? "good" : "BAD")}, {Printable.Escape(signature.Signer ?? "no certificate")}, {signature.DigestAlgorithm}{Printable.Escape(trust)}{weak}\n");
        }

        if (verification.Signatures.IsEmpty) text.Append("not signed\n");
        foreach (PcrSignatureCheck check in verification.PcrSignatures.Where(check => !check.Signatures.IsEmpty))
        {
            string key = check.Key is Digest fingerprint ? $"key {fingerprint.Hex}" : "no key to check them with";
            text.Append(null, $"PCR signatures of profile {check.Profile}: {(check.Findings.IsEmpty ? "good" : "BAD")}, {check.Signatures.Length}, {key}\n");
        }

        foreach (Finding finding in verification.Findings)
        {
            text.Append(null, $"finding[{finding.Id}]: {new SourceLocation(file, finding.Offset is long offset ? DataPosition.AtOffset(offset) : null)}: {Printable.Escape(finding.ToString())}\n");
        }

        return text.Append(verification.Findings.IsEmpty ? (verification.Signatures.IsEmpty ? "everything else holds; nobody signed it\n" : "everything holds\n") : $"{verification.Findings.Length} do not hold\n").ToString();
    }

    public static void Write(Utf8JsonWriter json, UkiVerification verification)
    {
        json.WriteStartObject();
        json.WriteString("kind", NameOf(verification.Kind));
        json.WriteBoolean("holds", verification.Findings.IsEmpty);
        json.WriteStartArray("signatures");
        foreach (SignatureReport signature in verification.Signatures) Write(json, signature);
        json.WriteEndArray();
        json.WriteStartArray("pcrSignatures");
        foreach (PcrSignatureCheck check in verification.PcrSignatures) Write(json, check);
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (Finding finding in verification.Findings) Write(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string NameOf(EfiImageKind kind) => kind switch { EfiImageKind.Uki => "uki", EfiImageKind.Addon => "addon", _ => "pe" };

    private static void Write(Utf8JsonWriter json, SignatureReport signature)
    {
        json.WriteStartObject();
        json.WriteNumber("offset", signature.Offset);
        json.WriteString("signer", signature.Signer);
        json.WriteBoolean("good", signature.IsGood);
        json.WriteString("digestAlgorithm", signature.DigestAlgorithm);
        json.WriteString("digest", signature.ClaimedDigest);
        json.WriteString("imageDigest", signature.ImageDigest);
        json.WriteStartArray("leadsTo");
        foreach (var certificate in signature.TrustedBy) json.WriteStringValue(certificate.Subject);
        json.WriteEndArray();
        json.WriteStartArray("weak");
        foreach (string weakness in signature.Weaknesses) json.WriteStringValue(weakness);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PcrSignatureCheck check)
    {
        json.WriteStartObject();
        json.WriteNumber("profile", check.Profile);
        json.WriteString("key", check.Key?.Hex);
        json.WriteBoolean("good", check.Findings.IsEmpty);
        json.WriteStartArray("policies");
        foreach (var signature in check.Signatures)
        {
            json.WriteStartObject();
            json.WriteString("bank", signature.Policy.Bank.Name());
            json.WriteString("policy", signature.Policy.Policy.Hex);
            json.WriteString("key", signature.Policy.Fingerprint.Hex);
            json.WriteString("reference", signature.Policy.Reference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("id", finding.Id.ToString());
        json.WriteString("section", finding.Section);
        if (finding.Offset is long offset) json.WriteNumber("offset", offset);
        json.WriteString("rule", finding.Rule);
        json.WriteString("got", finding.Got);
        json.WriteString("expected", finding.Expected);
        json.WriteEndObject();
    }
}
