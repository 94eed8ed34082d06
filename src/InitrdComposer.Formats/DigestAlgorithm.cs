using System.Security.Cryptography;

namespace InitrdComposer.Formats;

/// <summary>The digest algorithms that repositories and packages use; the values are OpenPGP's and so rpm's (RFC 9580, 9.5).</summary>
public enum DigestAlgorithm
{
    Md5 = 1,
    Sha1 = 2,
    Sha256 = 8,
    Sha384 = 9,
    Sha512 = 10,
    Sha224 = 11,
    Sha3Of256 = 12,
    Sha3Of512 = 14,
}

/// <summary>What one needs to know of an algorithm in order to use it.</summary>
public static class DigestAlgorithms
{
    /// <summary>Length of a digest in bytes.</summary>
    public static int SizeInBytes(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => 16,
        DigestAlgorithm.Sha1 => 20,
        DigestAlgorithm.Sha224 => 28,
        DigestAlgorithm.Sha256 => 32,
        DigestAlgorithm.Sha384 => 48,
        DigestAlgorithm.Sha512 => 64,
        DigestAlgorithm.Sha3Of256 => 32,
        DigestAlgorithm.Sha3Of512 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, null),
    };

    /// <summary>The lower-case name, as repomd.xml and lock files write it.</summary>
    public static string Name(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "md5",
        DigestAlgorithm.Sha1 => "sha1",
        DigestAlgorithm.Sha224 => "sha224",
        DigestAlgorithm.Sha256 => "sha256",
        DigestAlgorithm.Sha384 => "sha384",
        DigestAlgorithm.Sha512 => "sha512",
        DigestAlgorithm.Sha3Of256 => "sha3-256",
        DigestAlgorithm.Sha3Of512 => "sha3-512",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, null),
    };

    /// <summary>The algorithm of a lower-case name ("sha" is repomd's old word for sha1), or null.</summary>
    public static DigestAlgorithm? FromName(ReadOnlySpan<char> name) => name switch
    {
        "md5" => DigestAlgorithm.Md5,
        "sha1" or "sha" => DigestAlgorithm.Sha1,
        "sha224" => DigestAlgorithm.Sha224,
        "sha256" => DigestAlgorithm.Sha256,
        "sha384" => DigestAlgorithm.Sha384,
        "sha512" => DigestAlgorithm.Sha512,
        "sha3-256" => DigestAlgorithm.Sha3Of256,
        "sha3-512" => DigestAlgorithm.Sha3Of512,
        _ => null,
    };

    /// <summary>An incremental hash. Sha224 exists in old repositories only and .NET has none of it.</summary>
    /// <exception cref="NotSupportedException">The algorithm is <see cref="DigestAlgorithm.Sha224"/>.</exception>
    public static IncrementalHash CreateHash(this DigestAlgorithm algorithm) =>
        IncrementalHash.CreateHash(algorithm.HashName() ?? throw new NotSupportedException($"no {algorithm.Name()} on this platform"));

    /// <summary>What .NET calls it; null of <see cref="DigestAlgorithm.Sha224"/>, which it does not have.</summary>
    public static HashAlgorithmName? HashName(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => HashAlgorithmName.MD5,
        DigestAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        DigestAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        DigestAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        DigestAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        DigestAlgorithm.Sha3Of256 => HashAlgorithmName.SHA3_256,
        DigestAlgorithm.Sha3Of512 => HashAlgorithmName.SHA3_512,
        _ => null,
    };
}
