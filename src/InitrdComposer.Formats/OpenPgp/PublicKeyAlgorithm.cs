namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Public key algorithms (RFC 9580, 9.1; draft-ietf-openpgp-pqc, 2.3), named as there. A value without a name is one that is not known here.</summary>
public enum PublicKeyAlgorithm
{
    Rsa = 1,
    RsaEncryptOnly = 2,
    RsaSignOnly = 3,
    Elgamal = 16,
    Dsa = 17,
    Ecdh = 18,
    Ecdsa = 19,
    ElgamalEncryptOrSign = 20,
    EdDsaLegacy = 22,
    X25519 = 25,
    X448 = 26,
    Ed25519 = 27,
    Ed448 = 28,
    MlDsa65Ed25519 = 30,
    MlDsa87Ed448 = 31,
    SlhDsaShake128s = 32,
    SlhDsaShake128f = 33,
    SlhDsaShake256s = 34,
    MlKem768X25519 = 35,
    MlKem1024X448 = 36,
}
