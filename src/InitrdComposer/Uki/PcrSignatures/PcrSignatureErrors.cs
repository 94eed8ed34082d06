using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>What can be wrong with .pcrsig and what it is made of.</summary>
internal static class PcrSignatureErrors
{
    /// <summary>No JSON, or not that of .pcrsig.</summary>
    public static readonly DiagnosticId Malformed = new("PEX", 18, FailureKind.Malformed);

    /// <summary>A key that cannot sign policies.</summary>
    public static readonly DiagnosticId WrongKey = new("PEX", 16, FailureKind.Verification);

    /// <summary>Signatures that are not those of the policies beside them.</summary>
    public static readonly DiagnosticId WrongSignature = new("SGN", 5, FailureKind.Verification);
}
