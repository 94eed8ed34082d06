using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of [uki] that say who signs.</summary>
internal static class UkiSigningRows
{
    public static ImmutableArray<Setting<UkiSettings>> All { get; } =
    [
        Pcr.Key("pcr-key", "The RSA key that signs PCR 11 policies of UKIs, as a signer's key below: .pcrsig and .pcrpkey.", "\"keys/pcr.key\"", "no policies are signed"),
        Pcr.PublicKey("pcr-public-key", "Its public half, PEM, where the key is a command.", "\"keys/pcr.pem\"", "the key's own"),
        Pcr.Passphrase("pcr-passphrase", "Where its passphrase is, as a signer's below.", "\"env:PCR_PASSPHRASE\"", "the key is not encrypted"),
        new ValueSetting<UkiSettings, ImmutableArray<string>>(
            "pcr-phases", new ListType<string>(Text(TextRules.PhasePath)), [], u => u.PcrPhases, (u, v) => u with { PcrPhases = v },
            "The phases of a boot that policies are signed for, as systemd-measure's --phase.", "[\"enter-initrd\", \"enter-initrd:leave-initrd\"]") { WhenUnset = "those of systemd-measure" },
        new ValueSetting<UkiSettings, ImmutableArray<string>>(
            "pcr-banks", new ListType<string>(Text(TextRule.OneOf("sha1", "sha256", "sha384", "sha512"))), UkiSettings.DefaultPcrBanks, u => u.PcrBanks, (u, v) => u with { PcrBanks = v },
            "The TPM banks that policies are signed for.", "[\"sha256\", \"sha384\"]"),
        new ValueSetting<UkiSettings, bool>(
            "pcr-sign-initrd", new FlagType(), false, u => u.SignsInitrdPcrs, (u, v) => u with { SignsInitrdPcrs = v },
            "Also sign a policy of the phase enter-initrd with the reference \"initrd\", as ukify's --sign-initrd-pcrs.", "true"),
        new TableArraySetting<UkiSettings, SignerSettings>(
            "sign", SignerRows.Nobody, SignerRows.All, u => u.Sign, (u, v) => u with { Sign = v },
            "Who signs UKIs and addons for Secure Boot: each signature stands behind the one before.") { Table = "uki" },
    ];

    private static SignerRows.Of<UkiSettings> Pcr => new(u => u.PcrSigner, (u, v) => u with { PcrSigner = v });

    private static TextType Text(TextRule rule) => new(rule);
}
