using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>What of a repository must be signed, and by whom: nobody else's signature counts, whoever they are trusted by elsewhere.</summary>
/// <param name="Checked">What must be signed.</param>
/// <param name="Keys">Fingerprints of OpenPGP certificates (RFC 9580, 5.5.4: 40 or 64 hexadecimal digits), as written.</param>
/// <param name="KeyFiles">Files that have those certificates, armored or not, relative to the recipe's folder, as written.</param>
public sealed record RepositorySignatures(SignedParts Checked, ImmutableArray<Located<string>> Keys, ImmutableArray<Located<string>> KeyFiles)
{
    public static RepositorySignatures Default { get; } = new(SignedParts.All, [], []);
}

/// <summary>Parts of a repository that signatures are checked of.</summary>
[Flags]
public enum SignedParts
{
    /// <summary>Nothing: whoever serves the repository is believed.</summary>
    None = 0,

    /// <summary>Each package's header, and by its digests all of the package.</summary>
    Packages = 1,

    /// <summary>repomd.xml, and by its digests all metadata, and by that the packages' digests.</summary>
    Metadata = 2,

    All = Packages | Metadata,
}
