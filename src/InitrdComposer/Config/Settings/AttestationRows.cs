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
        Signer.Key("key", "The key that signs the provenance, as a [[uki.sign]] has it.", "\"keys/release.key\"", "the provenance is not signed"),
        Signer.Certificate("certificate", "Its certificate: needed where the key is a command.", "\"keys/release.crt\"", "none is needed"),
        Signer.Passphrase("passphrase", "Where its passphrase is, as a [[uki.sign]] has it.", "\"env:RELEASE_PASSPHRASE\"", "the key is not encrypted"),
    ];

    private static SignerRows.Of<AttestationSettings> Signer => new(a => a.Signer, (a, v) => a with { Signer = v });
}
