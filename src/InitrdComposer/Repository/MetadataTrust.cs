using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>How much a repository's metadata must prove.</summary>
/// <param name="AllowsWeakChecksums">MD5 and SHA-1 count: for repositories of before 2013, whose files nobody can vouch for any more.</param>
public sealed record MetadataTrust(bool AllowsWeakChecksums)
{
    public static MetadataTrust Strict { get; } = new(AllowsWeakChecksums: false);

    public static MetadataTrust Legacy { get; } = new(AllowsWeakChecksums: true);

    /// <summary>SHA-224 is refused always: .NET cannot compute it, and nothing writes it.</summary>
    internal bool Accepts(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512 => true,
        DigestAlgorithm.Sha1 or DigestAlgorithm.Md5 => AllowsWeakChecksums,
        _ => false,
    };
}
