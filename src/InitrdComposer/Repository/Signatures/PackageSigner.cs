using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>Who signed a package.</summary>
/// <param name="Certificate">The fingerprint that the recipe names.</param>
/// <param name="Key">The key of it that signed: the primary key or a subkey.</param>
public sealed record PackageSigner(Fingerprint Certificate, Fingerprint Key);
