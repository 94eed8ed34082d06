using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Signing;

/// <summary>
/// Where an encrypted key's passphrase is: "file:PATH" (its first line) or "env:NAME", as openssl writes them. Never the passphrase itself, which all
/// processes could read in the arguments.
/// </summary>
public sealed record Passphrase
{
    private const string FilePrefix = "file:";

    private const string VariablePrefix = "env:";

    private Passphrase(string place) => Place = place;

    public string Place { get; }

    private static bool IsPlace(string text) =>
        (text.StartsWith(FilePrefix, StringComparison.Ordinal) && text.Length > FilePrefix.Length)
        || (text.StartsWith(VariablePrefix, StringComparison.Ordinal) && text.Length > VariablePrefix.Length);

    /// <param name="text">Written by a user.</param>
    /// <param name="folder">What a relative path starts from.</param>
    /// <exception cref="ComposerException">It is neither form; the text is not repeated, it might be a passphrase.</exception>
    public static Passphrase At(string text, string folder = "") => IsPlace(text)
        ? new(text.StartsWith(FilePrefix, StringComparison.Ordinal) ? FilePrefix + Path.Combine(folder, text[FilePrefix.Length..]) : text)
        : throw new ComposerException(SigningErrors.Usage, "got another passphrase than file:PATH or env:NAME", hint: "put it into a file and say file:PATH");

    /// <exception cref="ComposerException">The file or the variable is not there.</exception>
    internal string Read(Disk disk) => Place.StartsWith(FilePrefix, StringComparison.Ordinal)
        ? KeyText.Of(disk, Place[FilePrefix.Length..]).Split('\n')[0].TrimEnd('\r')
        : Environment.GetEnvironmentVariable(Place[VariablePrefix.Length..])
            ?? throw new ComposerException(SigningErrors.BadKey, $"the variable {Place[VariablePrefix.Length..]}, which has the passphrase, is not set");
}
