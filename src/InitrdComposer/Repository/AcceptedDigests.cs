using InitrdComposer.Config;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>Which digests prove anything.</summary>
internal static class AcceptedDigests
{
    /// <summary>SHA-224 is refused always: .NET cannot compute it, and nothing writes it.</summary>
    public static bool Accepts(this RepositoryTrust trust, DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512 => true,
        DigestAlgorithm.Sha1 or DigestAlgorithm.Md5 => trust == RepositoryTrust.Legacy,
        _ => false,
    };
}
