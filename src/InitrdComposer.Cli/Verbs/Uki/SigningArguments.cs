using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>Keys and certificates on the command line: the first of each belong together, then the second.</summary>
internal sealed class SigningArguments
{
    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "A private key: PEM, PKCS#12, or command:PROGRAM ARGUMENTS..., which signs (without a shell; see docs/reference/signing.md). May be repeated.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _certificates = new("--certificate")
    {
        Description = "The key's certificate, PEM or DER, and those that lead to a root; one a key, in the same order (PKCS#12 has its own).",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _passphrases = new("--passphrase")
    {
        Description = "Where an encrypted key's passphrase is: file:PATH or env:NAME; one for all keys, or one a key.",
        HelpName = "PLACE",
    };

    /// <summary>When signers claim to sign.</summary>
    public static Option<long?> SigningTime() => new("--signing-time")
    {
        Description = "When the signer claims to sign, in seconds since 1970 (default: nothing is claimed, so that the same key gives the same bytes).",
        HelpName = "SECONDS",
    };

    public static DateTimeOffset? TimeOf(long? seconds) => seconds switch
    {
        null => null,
        >= 0 and <= 253402300799 => DateTimeOffset.FromUnixTimeSeconds(seconds.Value), // the last second of the year 9999
        _ => throw new ComposerException(SigningErrors.Usage, $"--signing-time: got {seconds}, expected seconds since 1970"),
    };

    public void AddTo(Verb verb)
    {
        verb.Add(_keys);
        verb.Add(_certificates);
        verb.Add(_passphrases);
    }

    /// <summary>Opens all of them, so that one wrong key is told before anything is signed.</summary>
    /// <exception cref="ComposerException">They are not as many as they should be, or a key cannot be used.</exception>
    public ImmutableArray<Signer> Signers(ParseResult parsed)
    {
        string[] keys = parsed.GetValue(_keys) ?? [];
        string[] certificates = parsed.GetValue(_certificates) ?? [];
        string[] passphrases = parsed.GetValue(_passphrases) ?? [];
        if (certificates.Length != 0 && certificates.Length != keys.Length) throw new ComposerException(SigningErrors.Usage, $"got {keys.Length} keys and {certificates.Length} certificates, expected as many of each");
        if (passphrases.Length > 1 && passphrases.Length != keys.Length) throw new ComposerException(SigningErrors.Usage, $"got {keys.Length} keys and {passphrases.Length} passphrases, expected one, or as many");
        var signers = ImmutableArray.CreateBuilder<Signer>();
        try
        {
            for (int i = 0; i < keys.Length; i++)
            {
                Passphrase? passphrase = passphrases.Length == 0 ? null : Passphrase.At(passphrases[passphrases.Length == 1 ? 0 : i]);
                signers.Add(SignerLoader.Load(Disk.Host, new(KeySource.Of(keys[i]), certificates.Length == 0 ? null : certificates[i], Passphrase: passphrase)));
            }
        }
        catch
        {
            foreach (Signer signer in signers) signer.Dispose();
            throw;
        }

        return signers.ToImmutable();
    }
}
