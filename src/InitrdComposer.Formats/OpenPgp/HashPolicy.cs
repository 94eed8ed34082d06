namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Which hashes signatures may rest on.</summary>
internal static class HashPolicy
{
    /// <summary>RIPEMD-160 has no digest in packages and no name here.</summary>
    private const DigestAlgorithm RipeMd160 = (DigestAlgorithm)3;

    /// <summary>For signatures of data and all that extends trust: SHA-2 from 256 bits on, and SHA-3.</summary>
    public static bool Allows(DigestAlgorithm hash) => Enum.IsDefined(hash) && !IsWeak(hash);

    /// <summary>For self-signatures over the primary key: see <see cref="SelfSignatures"/>.</summary>
    public static bool AllowsForPrimary(DigestAlgorithm hash) => hash == DigestAlgorithm.Sha1 || Allows(hash);

    /// <summary>Known, and not to be relied on.</summary>
    public static bool IsWeak(DigestAlgorithm hash) => hash is DigestAlgorithm.Md5 or DigestAlgorithm.Sha1 or DigestAlgorithm.Sha224 or RipeMd160;

    /// <summary>.NET has no SHA-224.</summary>
    public static bool CanCompute(DigestAlgorithm hash) => Enum.IsDefined(hash) && hash != DigestAlgorithm.Sha224;
}
