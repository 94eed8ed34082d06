using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>What can be wrong with signatures and keys. Numbers are rows of docs/reference/bad-input.md.</summary>
public static class SignatureDiagnostics
{
    public static readonly DiagnosticId Unsigned = new("GPG", 1, FailureKind.Verification);
    public static readonly DiagnosticId Payload = new("GPG", 4, FailureKind.Verification);
    public static readonly DiagnosticId NoPayloadDigest = new("GPG", 5, FailureKind.Verification);

    /// <summary>Signed as rpm 3 did, which says nothing of the header alone.</summary>
    public static readonly DiagnosticId NoHeaderSignature = new("GPG", 6, FailureKind.Verification);

    /// <summary>MD5 and SHA-1; only said where the recipe lets them pass.</summary>
    public static readonly DiagnosticId WeakHash = new("GPG", 7, FailureKind.Verification);

    /// <summary>Something else where a detached signature is expected.</summary>
    public static readonly DiagnosticId NotDetached = new("GPG", 16, FailureKind.Verification);

    public static readonly DiagnosticId Malformed = new("GPG", 17, FailureKind.Malformed);

    public static readonly DiagnosticId TooMuch = new("GPG", 19, FailureKind.Malformed);

    /// <summary>Nobody says whose signatures count.</summary>
    public static readonly DiagnosticId NoKeys = new("GPG", 24, FailureKind.Verification);

    /// <summary>A fingerprint whose certificate is nowhere.</summary>
    public static readonly DiagnosticId NoCertificate = new("GPG", 25, FailureKind.Verification);

    /// <summary>repomd.xml's own signature, whatever is wrong with it.</summary>
    public static readonly DiagnosticId Repomd = new("RMD", 20, FailureKind.Verification);

    public static DiagnosticId Of(Refusal refusal) => new("GPG", NumberOf(refusal), FailureKind.Verification);

    private static int NumberOf(Refusal refusal) => refusal switch
    {
        Refusal.UnknownKey => 2,
        Refusal.BadSignature => 3,
        Refusal.WeakHash => 7,
        Refusal.WeakKey => 8,
        Refusal.Expired or Refusal.BeforeKey => 9,
        Refusal.Revoked => 10,
        Refusal.Unbound => 11,
        Refusal.NoSigningFlag => 12,
        Refusal.Future => 13,
        Refusal.UnsupportedType => 16,
        _ => 20,
    };
}
