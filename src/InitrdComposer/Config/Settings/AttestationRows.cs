using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of [attestation], a row each.</summary>
internal static class AttestationRows
{
    public static ImmutableArray<Setting<AttestationSettings>> All { get; } =
    [
        new ValueSetting<AttestationSettings, ImmutableArray<string>>(
            "sbom", new ListType<string>(new TextType(TextRule.OneOf(AttestationSettings.Spdx, AttestationSettings.CycloneDx))), AttestationSettings.Default.Sbom, a => a.Sbom, (a, v) => a with { Sbom = v },
            "Bills of materials: SPDX 2.3, CycloneDX 1.6; [] for none.", "[\"spdx\", \"cyclonedx\"]"),
        new ValueSetting<AttestationSettings, string>(
            "builder", new TextType(TextRules.AbsoluteUri), AttestationSettings.AnyBuilder, a => a.Builder, (a, v) => a with { Builder = v },
            "Who builds, as the provenance's builder.id has it: a URI that those know who verify it.", "\"https://ci.example.org/initrds\""),
        new ValueSetting<AttestationSettings, string?>(
            "key", OptionalText(TextRules.SigningKey), null, a => a.Signer?.Key, (a, v) => v is null ? a : a with { Signer = (a.Signer ?? SignerRows.Nobody) with { Key = v } },
            "The key that signs the provenance, as a [[uki.sign]] has it.", "\"keys/release.key\"") { WhenUnset = "the provenance is not signed" },
        new ValueSetting<AttestationSettings, string?>(
            "certificate", OptionalText(TextRules.HostPath), null, a => a.Signer?.Certificate, (a, v) => v is null ? a : a with { Signer = (a.Signer ?? SignerRows.Nobody) with { Certificate = v } },
            "Its certificate: needed where the key is a command.", "\"keys/release.crt\"") { WhenUnset = "none is needed" },
        new ValueSetting<AttestationSettings, string?>(
            "passphrase", OptionalText(TextRules.PassphrasePlace), null, a => a.Signer?.Passphrase, (a, v) => v is null ? a : a with { Signer = (a.Signer ?? SignerRows.Nobody) with { Passphrase = v } },
            "Where its passphrase is, as a [[uki.sign]] has it.", "\"env:RELEASE_PASSPHRASE\"") { WhenUnset = "the key is not encrypted" },
    ];

    private static OptionalType<string, string?> OptionalText(TextRule rule) => new(new TextType(rule), v => v, v => v!);
}
