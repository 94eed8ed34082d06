using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository.Signatures;

/// <summary>What can be wrong with signatures and keys. Numbers are rows of docs/reference/bad-input.md.</summary>
public static class SignatureDiagnostics
{
    public static readonly DiagnosticId Unsigned = new("GPG", 1, FailureKind.Verification);
    public static readonly DiagnosticId UnknownKey = new("GPG", 2, FailureKind.Verification);
    public static readonly DiagnosticId BadSignature = new("GPG", 3, FailureKind.Verification);
    public static readonly DiagnosticId Payload = new("GPG", 4, FailureKind.Verification);
    public static readonly DiagnosticId NoPayloadDigest = new("GPG", 5, FailureKind.Verification);

    /// <summary>Signed as rpm 3 did, which says nothing of the header alone.</summary>
    public static readonly DiagnosticId NoHeaderSignature = new("GPG", 6, FailureKind.Verification);

    /// <summary>MD5 and SHA-1; where the recipe lets them pass, it is said.</summary>
    public static readonly DiagnosticId WeakHash = new("GPG", 7, FailureKind.Verification);

    public static readonly DiagnosticId WeakKey = new("GPG", 8, FailureKind.Verification);

    /// <summary>A key or signature of another time.</summary>
    public static readonly DiagnosticId Expired = new("GPG", 9, FailureKind.Verification);

    /// <summary>Or perhaps revoked.</summary>
    public static readonly DiagnosticId Revoked = new("GPG", 10, FailureKind.Verification);

    public static readonly DiagnosticId Unbound = new("GPG", 11, FailureKind.Verification);
    public static readonly DiagnosticId NotForSigning = new("GPG", 12, FailureKind.Verification);
    public static readonly DiagnosticId Future = new("GPG", 13, FailureKind.Verification);

    /// <summary>Something else where a detached signature of bytes is expected.</summary>
    public static readonly DiagnosticId NotDetached = new("GPG", 16, FailureKind.Verification);

    public static readonly DiagnosticId Malformed = new("GPG", 17, FailureKind.Malformed);
    public static readonly DiagnosticId TooMuch = new("GPG", 19, FailureKind.Malformed);

    /// <summary>What cannot be verified here, and is never passed over.</summary>
    public static readonly DiagnosticId Unsupported = new("GPG", 20, FailureKind.Verification);

    /// <summary>Nobody says whose signatures count.</summary>
    public static readonly DiagnosticId NoKeys = new("GPG", 24, FailureKind.Verification);

    /// <summary>A fingerprint whose certificate is nowhere.</summary>
    public static readonly DiagnosticId NoCertificate = new("GPG", 25, FailureKind.Verification);

    /// <summary>It does not say when it was made.</summary>
    public static readonly DiagnosticId Undated = new("GPG", 26, FailureKind.Verification);

    /// <summary>repomd.xml's own signature, whatever is wrong with it.</summary>
    public static readonly DiagnosticId Repomd = new("RMD", 20, FailureKind.Verification);

    /// <summary>Of what cannot be read where signatures are expected.</summary>
    public static DiagnosticId Of(DataFault fault) => fault switch
    {
        DataFault.TooMuch => TooMuch,
        DataFault.OtherContent => NotDetached,
        _ => Malformed,
    };

    public static DiagnosticId Of(Refusal refusal) => refusal switch
    {
        Refusal.UnknownKey => UnknownKey,
        Refusal.BadSignature => BadSignature,
        Refusal.WeakHash => WeakHash,
        Refusal.WeakKey => WeakKey,
        Refusal.Expired or Refusal.BeforeKey => Expired,
        Refusal.Revoked or Refusal.UncheckedRevocation => Revoked,
        Refusal.Unbound => Unbound,
        Refusal.NoSigningFlag => NotForSigning,
        Refusal.Future => Future,
        Refusal.Undated => Undated,
        Refusal.UnsupportedType => NotDetached,
        Refusal.UnsupportedAlgorithm or Refusal.UnsupportedVersion or Refusal.UnknownCritical => Unsupported,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    /// <summary>What to do about it, whatever is signed.</summary>
    public static string HintOf(Refusal refusal) => refusal switch
    {
        Refusal.UnknownKey => "a key of another repository does not count here; add one to keys only if the distribution's own pages publish its fingerprint",
        Refusal.BadSignature => "the file was changed after it was signed",
        Refusal.Future => "compare this machine's clock",
        Refusal.WeakHash => "trust = \"legacy\" lets it pass",
        _ => "docs/reference/signatures.md says what makes a signature count",
    };
}
