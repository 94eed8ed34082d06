using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>What of a repository must be signed, and by whom: nobody else's signature counts, whoever they are trusted by elsewhere.</summary>
/// <param name="Checked">What must be signed.</param>
/// <param name="Keys">Fingerprints of OpenPGP certificates (RFC 9580, 5.5.4: 40 or 64 hexadecimal digits), without blanks; else as written, twice perhaps.</param>
/// <param name="KeyFiles">Files that have those certificates, armored or not, relative to the recipe's folder, as written.</param>
public sealed record RepositorySignatures(SignedParts Checked, ImmutableArray<Located<string>> Keys, ImmutableArray<Located<string>> KeyFiles)
{
    public static RepositorySignatures Default { get; } = new(SignedParts.All, [], []);

    /// <summary>Nothing is checked.</summary>
    public static RepositorySignatures None { get; } = new(SignedParts.None, [], []);

    /// <summary>Which checksums and hashes count.</summary>
    public RepositoryTrust Trust { get; init; }

    /// <summary>The fingerprints in one spelling and order, each once.</summary>
    public ImmutableArray<string> Fingerprints => [.. Keys.Select(key => key.Value.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether both ask for the same, wherever it is written.</summary>
    public bool Equals(RepositorySignatures? other) => other is not null && (Checked, Trust) == (other.Checked, other.Trust) && Fingerprints.SequenceEqual(other.Fingerprints)
        && KeyFiles.Select(file => file.Value).SequenceEqual(other.KeyFiles.Select(file => file.Value));

    public override int GetHashCode() => HashCode.Combine(Checked, Trust, KeyFiles.Length);
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

/// <summary>How strong a repository's checksums and signatures must be.</summary>
public enum RepositoryTrust
{
    /// <summary>SHA-256 and better.</summary>
    Strict,

    /// <summary>MD5 and SHA-1 count too: for repositories of before 2013, whose files nobody can vouch for any more.</summary>
    Legacy,
}

/// <summary>What recipes and locks call these.</summary>
public static class SignatureNames
{
    public static ImmutableArray<(string Name, SignedParts Parts)> Parts { get; } =
        [("all", SignedParts.All), ("packages", SignedParts.Packages), ("metadata", SignedParts.Metadata), ("none", SignedParts.None)];

    public static ImmutableArray<(string Name, RepositoryTrust Trust)> Trusts { get; } = [("strict", RepositoryTrust.Strict), ("legacy", RepositoryTrust.Legacy)];

    public static string Name(this SignedParts parts) => Parts.Single(entry => entry.Parts == parts).Name;

    public static string Name(this RepositoryTrust trust) => Trusts.Single(entry => entry.Trust == trust).Name;
}
