namespace InitrdComposer.Repository.Signatures;

/// <summary>Why a signature does not count.</summary>
public enum Refusal
{
    /// <summary>None of the certificates has the key that the signature names.</summary>
    UnknownKey,

    /// <summary>The key did not sign these bytes.</summary>
    BadSignature,

    /// <summary>MD5 or SHA-1, which a recipe may let pass.</summary>
    WeakHash,

    /// <summary>RSA of fewer than 2048 bits, DSA, ElGamal.</summary>
    WeakKey,

    /// <summary>The key has expired, or the signature by a date of its own.</summary>
    Expired,

    /// <summary>The key or its certificate is revoked, for whatever reason and from whatever time on.</summary>
    Revoked,

    /// <summary>Something that cannot be checked here says to revoke the key or its certificate.</summary>
    UncheckedRevocation,

    /// <summary>Nothing valid ties the key to its certificate: a self-signature, a subkey's binding, or the cross-certification of a signing subkey.</summary>
    Unbound,

    /// <summary>The certificate does not say that the key is for signing.</summary>
    NoSigningFlag,

    /// <summary>Made later than now and the tolerance of clocks: the clock here or there is wrong.</summary>
    Future,

    /// <summary>It does not say when it was made.</summary>
    Undated,

    /// <summary>Made before the key was.</summary>
    BeforeKey,

    /// <summary>An algorithm that cannot be verified here: ML-DSA, SHA-224.</summary>
    UnsupportedAlgorithm,

    /// <summary>A version of signatures that is not known here, or not the one of the key.</summary>
    UnsupportedVersion,

    /// <summary>A signature over something else than a file's bytes: a text, a certificate.</summary>
    UnsupportedType,

    /// <summary>A subpacket that must be understood and is not.</summary>
    UnknownCritical,
}
