namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// Types of signature subpackets (RFC 9580, 5.2.3.7) that are understood: those that are read, and those that say nothing about whether a signature of
/// data is valid. Any other makes a signature invalid if it is marked as critical; a notation among them, since none is known here.
/// </summary>
internal enum SubpacketType
{
    SignatureCreationTime = 2,
    SignatureExpirationTime = 3,
    ExportableCertification = 4,
    TrustSignature = 5,
    RegularExpression = 6,
    Revocable = 7,
    KeyExpirationTime = 9,
    PreferredSymmetricCiphers = 11,
    RevocationKey = 12,
    IssuerKeyId = 16,
    PreferredHashAlgorithms = 21,
    PreferredCompressionAlgorithms = 22,
    KeyServerPreferences = 23,
    PreferredKeyServer = 24,
    PrimaryUserId = 25,
    PolicyUri = 26,
    KeyFlags = 27,
    SignersUserId = 28,
    ReasonForRevocation = 29,
    Features = 30,
    SignatureTarget = 31,
    EmbeddedSignature = 32,
    IssuerFingerprint = 33,

    /// <summary>Of GnuPG 2.3 and later.</summary>
    PreferredEncryptionModes = 34,
    IntendedRecipientFingerprint = 35,
    PreferredAeadCiphersuites = 39,
}
