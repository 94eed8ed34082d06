using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Who signs PCR 11 policies, and which.</summary>
internal sealed class PcrSigningArguments
{
    private readonly Option<string?> _key = new("--pcr-key") { Description = "The RSA key that signs PCR 11 policies of a UKI, as --key; they become its .pcrsig.", HelpName = "FILE" };

    private readonly Option<string?> _publicKey = new("--pcr-public-key") { Description = "The public half of a --pcr-key command:, PEM.", HelpName = "FILE" };

    private readonly Option<string?> _passphrase = new("--pcr-passphrase") { Description = "Where its passphrase is, as --passphrase.", HelpName = "PLACE" };

    private readonly PcrArguments _policies = new();

    public void AddTo(Verb verb)
    {
        verb.Add(_key);
        verb.Add(_publicKey);
        verb.Add(_passphrase);
        _policies.AddTo(verb);
    }

    /// <summary>Null: nobody signs.</summary>
    /// <exception cref="Diagnostics.ComposerException">The key cannot be used.</exception>
    public PcrSigning? Signing(ParseResult parsed)
    {
        if (parsed.GetValue(_key) is not string key) return null;
        Passphrase? passphrase = parsed.GetValue(_passphrase) is string place ? Passphrase.At(place) : null;
        Signer signer = SignerLoader.Load(Disk.Host, new(KeySource.Of(key), null, parsed.GetValue(_publicKey), passphrase));
        return new(signer, _policies.Groups(parsed), _policies.Banks(parsed));
    }
}
