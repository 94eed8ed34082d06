using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of a key that signs, a row each.</summary>
internal static class SignerRows
{
    public static SignerSettings Nobody { get; } = new("", null, null, null);

    public static ImmutableArray<Setting<SignerSettings>> All { get; } =
    [
        new ValueSetting<SignerSettings, string>(
            "key", new TextType(TextRules.SigningKey), "", s => s.Key, (s, v) => s with { Key = v },
            "A private key: a file (PEM or PKCS#12), or \"command:\" and a program with its arguments that signs. It is never copied.", "\"keys/db.key\"") { MustBeGiven = true },
        new ValueSetting<SignerSettings, string?>(
            "certificate", OptionalText(TextRules.HostPath), null, s => s.Certificate, (s, v) => s with { Certificate = v },
            "Its certificate, and those that lead to a root: PEM or DER.", "\"keys/db.crt\"") { WhenUnset = "that in PKCS#12" },
        new ValueSetting<SignerSettings, string?>(
            "passphrase", OptionalText(TextRules.PassphrasePlace), null, s => s.Passphrase, (s, v) => s with { Passphrase = v },
            "Where an encrypted key's passphrase is: \"file:PATH\" (from the recipe's folder, its first line) or \"env:NAME\".", "\"env:DB_PASSPHRASE\"") { WhenUnset = "the key is not encrypted" },
    ];

    private static OptionalType<string, string?> OptionalText(TextRule rule) => new(new TextType(rule), v => v, v => v!);
}
