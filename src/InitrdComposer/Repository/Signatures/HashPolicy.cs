using InitrdComposer.Formats;

namespace InitrdComposer.Repository.Signatures;

/// <summary>Which hashes signatures may rest on.</summary>
internal static class HashPolicy
{
    /// <summary>For signatures of data and all that extends trust: SHA-2 from 256 bits on, and SHA-3.</summary>
    public static bool Allows(DigestAlgorithm hash) =>
        hash is DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512 or DigestAlgorithm.Sha3Of256 or DigestAlgorithm.Sha3Of512;

    /// <summary>For self-signatures over the primary key: see <see cref="SelfSignatures"/>.</summary>
    public static bool AllowsForPrimary(DigestAlgorithm hash) => hash == DigestAlgorithm.Sha1 || Allows(hash);

    /// <summary>What a recipe may let pass. SHA-224 and RIPEMD-160, which .NET does not have, it cannot.</summary>
    public static bool IsWeak(DigestAlgorithm hash) => hash is DigestAlgorithm.Md5 or DigestAlgorithm.Sha1;
}
