using InitrdComposer.Signing;

namespace InitrdComposer.Config;

/// <summary>A key that signs.</summary>
/// <param name="Key">A file, or "command:" and the words of a program that signs.</param>
/// <param name="Certificate">A file; null: PKCS#12 has it, or none is needed.</param>
/// <param name="PublicKey">A file with the public key of a command; null: the certificate's.</param>
/// <param name="Passphrase">"file:PATH" or "env:NAME"; null: the key is not encrypted.</param>
public sealed record SignerSettings(string Key, string? Certificate, string? PublicKey, string? Passphrase)
{
    /// <param name="folder">What relative paths start from: the recipe's folder.</param>
    /// <exception cref="Diagnostics.ComposerException">No program is named, or the passphrase's place is none.</exception>
    public SignerRequest ToRequest(string folder) => new(
        KeySource.Of(Key, folder),
        Certificate is null ? null : System.IO.Path.Combine(folder, Certificate),
        PublicKey is null ? null : System.IO.Path.Combine(folder, PublicKey),
        Passphrase is null ? null : Signing.Passphrase.At(Passphrase, folder));
}
