using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs;

/// <summary>Who signs a lock, on a command line.</summary>
internal sealed class LockSigningArguments
{
    private readonly Option<string?> _key = new("--sign-key")
    {
        Description = "Sign the lock with this key, into NAME.lock.p7s beside it: PEM, PKCS#12, or command:PROGRAM ARGUMENTS... (docs/reference/signing.md).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--sign-certificate") { Description = "The key's certificate, PEM or DER, and those that lead to a root (PKCS#12 has its own).", HelpName = "FILE" };

    private readonly Option<string?> _passphrase = new("--sign-passphrase") { Description = "Where an encrypted key's passphrase is: file:PATH or env:NAME.", HelpName = "PLACE" };

    public void AddTo(Command verb)
    {
        verb.Add(_key);
        verb.Add(_certificate);
        verb.Add(_passphrase);
    }

    /// <summary>Opened before anything is resolved; null: nobody signs.</summary>
    /// <exception cref="ComposerException">The key cannot be used, or something is said of a key that is not given.</exception>
    public Signer? Signer(ParseResult parsed)
    {
        string? key = parsed.GetValue(_key), certificate = parsed.GetValue(_certificate), passphrase = parsed.GetValue(_passphrase);
        if (key is null) return certificate is null && passphrase is null ? null : throw new ComposerException(SigningErrors.Usage, "got --sign-certificate or --sign-passphrase without --sign-key");
        Signer signer = SignerLoader.Load(Disk.Host, new(KeySource.Of(key), certificate, Passphrase: passphrase is null ? null : Passphrase.At(passphrase)));
        if (!signer.Certificates.IsEmpty) return signer;
        signer.Dispose();
        throw new ComposerException(SigningErrors.Usage, "the signature of a lock needs a certificate beside the key", hint: "give --sign-certificate");
    }
}
