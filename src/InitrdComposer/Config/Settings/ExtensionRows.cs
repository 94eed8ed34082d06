using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Tree;

namespace InitrdComposer.Config.Settings;

/// <summary>The settings of [extension].</summary>
internal static class ExtensionRows
{
    private static readonly ExtensionSettings Default = new();

    public static ImmutableArray<Setting<ExtensionSettings>> All { get; } =
    [
        new ValueSetting<ExtensionSettings, ExtensionKind>(
            "kind", new ChoiceType<ExtensionKind>([.. ExtensionKind.All.Select(kind => (kind.Name, kind))]), Default.Kind,
            e => e.Kind, (e, v) => e with { Kind = v },
            "What it adds to: /usr and /opt, or /etc. What its packages have elsewhere is left out, and told.", "\"sysext\""),
        new ValueSetting<ExtensionSettings, ExtensionFormat>(
            "format", new ChoiceType<ExtensionFormat>(("ddi", ExtensionFormat.Ddi), ("squashfs", ExtensionFormat.Squashfs), ("directory", ExtensionFormat.Directory)), Default.Format,
            e => e.Format, (e, v) => e with { Format = v },
            "A disk image with squashfs, dm-verity and the root hash's signature, which is all that an initrd takes from the ESP; squashfs alone; or a plain folder.", "\"ddi\""),
        new ValueSetting<ExtensionSettings, ImmutableArray<string>>(
            "scope", new ListType<string>(new TextType(TextRule.OneOf("initrd", "system", "portable"))), Default.Scope, e => e.Scope, (e, v) => e with { Scope = v },
            "Where it may be merged: SYSEXT_SCOPE or CONFEXT_SCOPE.", "[\"initrd\", \"system\"]"),
        new ValueSetting<ExtensionSettings, string?>(
            "version", OptionalText(TextRules.Name), null, e => e.Version, (e, v) => e with { Version = v },
            "Its own version: SYSEXT_VERSION_ID or CONFEXT_VERSION_ID.", "\"2026.11\"") { WhenUnset = "none" },
        new ValueSetting<ExtensionSettings, bool>(
            "reload-manager", new FlagType(), Default.ReloadsManager, e => e.ReloadsManager, (e, v) => e with { ReloadsManager = v },
            "Whether systemd reads units again after the merge: needed when it brings some (EXTENSION_RELOAD_MANAGER).", "true"),
        new ValueSetting<ExtensionSettings, CompressionFormat>(
            "compression",
            new ChoiceType<CompressionFormat>([.. ((CompressionFormat[])[CompressionFormat.Zstd, CompressionFormat.Xz, CompressionFormat.Gzip]).Select(format => (format.Name(), format))]),
            Default.Compression, e => e.Compression, (e, v) => e with { Compression = v },
            "How the file system's blocks are compressed.", "\"xz\""),
        new ValueSetting<ExtensionSettings, long?>(
            "level", new OptionalType<long, long?>(new NumberType(1, 22, RecipeDiagnostics.Value), v => v, v => v!.Value), null,
            e => e.Level, (e, v) => e with { Level = (int?)v },
            "The compressor's level.", "9") { WhenUnset = "mksquashfs's: zstd 15, xz 6, gzip 9" },
        new ValueSetting<ExtensionSettings, long>(
            "block-size", new NumberType(4, 1024, RecipeDiagnostics.Value), Default.BlockSize, e => e.BlockSize, (e, v) => e with { BlockSize = (int)v },
            "KiB that are compressed together, a power of two.", "1024"),
        new ValueSetting<ExtensionSettings, string?>(
            "seed", OptionalText(TextRules.Uuid), null, e => e.Seed?.ToString(), (e, v) => e with { Seed = v is null ? null : Guid.Parse(v) },
            "A UUID that those of disk and partitions are derived from, as systemd-repart's --seed=.", "\"0123456789abcdef0123456789abcdef\"") { WhenUnset = "derived from its name" },
        new ValueSetting<ExtensionSettings, string?>(
            "verity-key", OptionalText(TextRules.SigningKey), null, e => e.VerityKey, (e, v) => e with { VerityKey = v },
            "The private key that signs the root hash: a file (PEM or PKCS#12), or \"command:\" and a program with its arguments that signs. It is never copied.",
            "\"keys/verity.key\"") { WhenUnset = "the image is not signed, and no initrd takes it from the ESP" },
        new ValueSetting<ExtensionSettings, string?>(
            "verity-certificate", OptionalText(TextRules.HostPath), null, e => e.VerityCertificate, (e, v) => e with { VerityCertificate = v },
            "Its certificate, PEM or DER, which the base trusts: in its /usr/lib/verity.d, or in the firmware's db.", "\"keys/verity.crt\"") { WhenUnset = "that in PKCS#12" },
        new ValueSetting<ExtensionSettings, string?>(
            "verity-passphrase", OptionalText(TextRules.PassphrasePlace), null, e => e.VerityPassphrase, (e, v) => e with { VerityPassphrase = v },
            "Where an encrypted key's passphrase is: \"file:PATH\" (from the recipe's folder, its first line) or \"env:NAME\".", "\"env:VERITY_PASSPHRASE\"") { WhenUnset = "the key is not encrypted" },
    ];

    private static OptionalType<string, string?> OptionalText(TextRule rule) => new(new TextType(rule), v => v, v => v!);
}
