namespace InitrdComposer.Formats.Cms;

/// <summary>Object identifiers of CMS (RFC 5652), of the algorithms in it (RFC 3370, RFC 5754), and of Authenticode.</summary>
public static class ObjectIds
{
    /// <summary>Content that is any bytes.</summary>
    public const string Data = "1.2.840.113549.1.7.1";

    public const string SignedData = "1.2.840.113549.1.7.2";

    public const string ContentType = "1.2.840.113549.1.9.3";

    public const string MessageDigest = "1.2.840.113549.1.9.4";

    public const string SigningTime = "1.2.840.113549.1.9.5";

    public const string Sha256 = "2.16.840.1.101.3.4.2.1";

    public const string RsaEncryption = "1.2.840.113549.1.1.1";

    public const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>SPC_INDIRECT_DATA_OBJID: the content of an Authenticode signature.</summary>
    public const string SpcIndirectData = "1.3.6.1.4.1.311.2.1.4";

    /// <summary>SPC_PE_IMAGE_DATAOBJ: what is signed is a PE image.</summary>
    public const string SpcPEImageData = "1.3.6.1.4.1.311.2.1.15";

    /// <summary>The digest algorithm of an identifier, also of one that names a signature together with its digest; null: none that is known.</summary>
    public static DigestAlgorithm? DigestOf(string id) => id switch
    {
        "1.2.840.113549.2.5" or "1.2.840.113549.1.1.4" => DigestAlgorithm.Md5,
        "1.3.14.3.2.26" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" => DigestAlgorithm.Sha1,
        Sha256 or "1.2.840.113549.1.1.11" or EcdsaWithSha256 => DigestAlgorithm.Sha256,
        "2.16.840.1.101.3.4.2.2" or "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => DigestAlgorithm.Sha384,
        "2.16.840.1.101.3.4.2.3" or "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => DigestAlgorithm.Sha512,
        _ => null,
    };

    /// <summary>Whether the digest of an identifier is SHA-256 or better: no two texts are known, nor to be found, that have the same.</summary>
    public static bool HasStrongDigest(string id) => DigestOf(id) is DigestAlgorithm.Sha256 or DigestAlgorithm.Sha384 or DigestAlgorithm.Sha512;
}
