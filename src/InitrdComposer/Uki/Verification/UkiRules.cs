using InitrdComposer.Diagnostics;

namespace InitrdComposer.Uki.Verification;

/// <summary>
/// What `uki verify` looks at, besides signatures that are not of the image (<see cref="Signing.SigningErrors.WrongSignature"/>). Numbers of the area PEX are
/// those of the catalogue of bad input; what cannot even be read is refused before.
/// </summary>
internal static class UkiRules
{
    /// <summary>Where a section is in memory.</summary>
    public static readonly DiagnosticId Address = new("PEX", 5, FailureKind.Claim);

    /// <summary>How large a section is in memory.</summary>
    public static readonly DiagnosticId VirtualSize = new("PEX", 3, FailureKind.Claim);

    /// <summary>Where a section's bytes are in the file.</summary>
    public static readonly DiagnosticId RawData = new("PEX", 4, FailureKind.Claim);

    /// <summary>How large the image is in memory.</summary>
    public static readonly DiagnosticId SizeOfImage = new("PEX", 13, FailureKind.Claim);

    /// <summary>The lines by which images are revoked.</summary>
    public static readonly DiagnosticId Sbat = new("PEX", 12, FailureKind.Claim);

    /// <summary>The header's CheckSum.</summary>
    public static readonly DiagnosticId CheckSum = new("PEX", 15, FailureKind.Claim);

    /// <summary>A certificate that no signature leads to.</summary>
    public static readonly DiagnosticId Trust = new("SGN", 6, FailureKind.Verification);

    /// <summary>A PCR signature that is not of the key.</summary>
    public static readonly DiagnosticId PcrKey = new("SGN", 7, FailureKind.Verification);

    /// <summary>A PCR signature that is of other sections or phases.</summary>
    public static readonly DiagnosticId PcrPolicy = new("SGN", 8, FailureKind.Claim);
}
