using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Signing;

/// <summary>Where a private key is.</summary>
public abstract record KeySource
{
    private const string CommandPrefix = "command:";

    private KeySource()
    {
    }

    /// <summary>A key's place as text: a path, or "command:" and words, which are separated by spaces, so that none can have one.</summary>
    /// <param name="text">Written by a user.</param>
    /// <param name="folder">What a relative path starts from.</param>
    /// <exception cref="ComposerException">No program is named.</exception>
    public static KeySource Of(string text, string folder = "")
    {
        if (!text.StartsWith(CommandPrefix, StringComparison.Ordinal)) return new File(System.IO.Path.Combine(folder, text));
        string[] words = text[CommandPrefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? new Command([.. words]) : throw new ComposerException(SigningErrors.Usage, $"{CommandPrefix} names no program");
    }

    /// <summary>A file: PEM (PKCS#8, PKCS#1 or SEC 1) or PKCS#12.</summary>
    public sealed record File(string Path) : KeySource;

    /// <summary>A program that signs: see <see cref="SigningCommand"/>.</summary>
    /// <param name="Words">The program and its arguments.</param>
    public sealed record Command(ImmutableArray<string> Words) : KeySource;
}

/// <summary>A signer as a user names it.</summary>
/// <param name="Key">Where its key is.</param>
/// <param name="Certificate">A file of certificates, PEM or DER, the signer's first; null: PKCS#12 has them, or none is needed.</param>
/// <param name="PublicKey">A file with the public key where there is neither certificate nor private key to take it from.</param>
/// <param name="Passphrase">Of an encrypted key.</param>
public sealed record SignerRequest(KeySource Key, string? Certificate, string? PublicKey = null, Passphrase? Passphrase = null);
