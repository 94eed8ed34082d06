using System.Collections.Immutable;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of a key that signs: a table of its own, or rows among those of whoever has it signed.</summary>
internal static class SignerRows
{
    public static SignerSettings Nobody { get; } = new("", null, null, null);

    /// <summary>Of the table, a row each.</summary>
    public static ImmutableArray<Setting<SignerSettings>> All { get; } =
    [
        new ValueSetting<SignerSettings, string>(
            "key", new TextType(TextRules.SigningKey), "", s => s.Key, (s, v) => s with { Key = v },
            "A private key: a file (PEM or PKCS#12), or \"command:\" and a program with its arguments that signs. It is never copied.", "\"keys/db.key\"") { MustBeGiven = true },
        Row("certificate", TextRules.HostPath, s => s.Certificate, (s, v) => s with { Certificate = v }, "Its certificate, and those that lead to a root: PEM or DER.", "\"keys/db.crt\"", "that in PKCS#12"),
        Row(
            "passphrase", TextRules.PassphrasePlace, s => s.Passphrase, (s, v) => s with { Passphrase = v },
            "Where an encrypted key's passphrase is: \"file:PATH\" (from the recipe's folder, its first line) or \"env:NAME\".", "\"env:DB_PASSPHRASE\"", "the key is not encrypted"),
    ];

    /// <summary>The rows of a signer that somebody may have, who has none as long as no row is given, or when all are taken back.</summary>
    /// <param name="get">Null: nobody signs.</param>
    public sealed class Of<TOwner>(Func<TOwner, SignerSettings?> get, Func<TOwner, SignerSettings?, TOwner> set)
    {
        public Setting<TOwner> Key(string key, string description, string example, string whenUnset) => Row(key, TextRules.SigningKey, s => s.Key, (s, v) => s with { Key = v ?? "" }, description, example, whenUnset);

        public Setting<TOwner> PublicKey(string key, string description, string example, string whenUnset) =>
            Row(key, TextRules.HostPath, s => s.PublicKey, (s, v) => s with { PublicKey = v }, description, example, whenUnset);

        public Setting<TOwner> Certificate(string key, string description, string example, string whenUnset) =>
            Row(key, TextRules.HostPath, s => s.Certificate, (s, v) => s with { Certificate = v }, description, example, whenUnset);

        public Setting<TOwner> Passphrase(string key, string description, string example, string whenUnset) =>
            Row(key, TextRules.PassphrasePlace, s => s.Passphrase, (s, v) => s with { Passphrase = v }, description, example, whenUnset);

        private Setting<TOwner> Row(
            string key, TextRule rule, Func<SignerSettings, string?> read, Func<SignerSettings, string?, SignerSettings> write, string description, string example, string whenUnset) =>
            new ValueSetting<TOwner, string?>(
                key, OptionalText(rule), null,
                owner => get(owner) is SignerSettings signer && read(signer) is { Length: > 0 } said ? said : null,
                (owner, v) => set(owner, write(get(owner) ?? Nobody, v) is var changed && changed == Nobody ? null : changed),
                description, example)
            {
                WhenUnset = whenUnset,
            };
    }

    private static ValueSetting<SignerSettings, string?> Row(
        string key, TextRule rule, Func<SignerSettings, string?> read, Func<SignerSettings, string?, SignerSettings> write, string description, string example, string whenUnset) =>
        new(key, OptionalText(rule), null, read, write, description, example) { WhenUnset = whenUnset };

    private static OptionalType<string, string?> OptionalText(TextRule rule) => new(new TextType(rule), v => v, v => v!);
}
