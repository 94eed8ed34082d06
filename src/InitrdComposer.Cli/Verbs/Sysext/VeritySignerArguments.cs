using System.CommandLine;
using InitrdComposer.Diagnostics;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>Who signs root hashes, on the command line of a build: of recipes that do not say it. Paths start here, and no output tells of them.</summary>
internal sealed record VeritySignerArguments(Option<string?> Key, Option<string?> Certificate, Option<string?> Passphrase)
{
    public static VeritySignerArguments Create() => new(
        new("--key") { Description = "Sign with this key the root hashes of recipes that name none: PEM, PKCS#12, or command:PROGRAM ARGUMENTS.", HelpName = "FILE" },
        new("--certificate") { Description = "The key's certificate, which the base trusts: PEM or DER.", HelpName = "FILE" },
        new("--passphrase") { Description = "Where an encrypted key's passphrase is: file:PATH or env:NAME.", HelpName = "PLACE" });

    public void AddTo(Command verb)
    {
        verb.Add(Key);
        verb.Add(Certificate);
        verb.Add(Passphrase);
    }

    /// <summary>Null: nobody.</summary>
    /// <exception cref="ComposerException">There is a certificate or a passphrase, and no key.</exception>
    public SignerRequest? Read(ParseResult parsed)
    {
        (string? key, string? certificate, string? passphrase) = (parsed.GetValue(Key), parsed.GetValue(Certificate), parsed.GetValue(Passphrase));
        if (key is not null) return new(KeySource.Of(key), certificate, Passphrase: passphrase is null ? null : InitrdComposer.Signing.Passphrase.At(passphrase));
        return certificate is null && passphrase is null ? null : throw new ComposerException(SigningErrors.Usage, "got no --key, expected the key beside its certificate or passphrase");
    }
}
