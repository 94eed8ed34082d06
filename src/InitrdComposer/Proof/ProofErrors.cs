using InitrdComposer.Diagnostics;

namespace InitrdComposer.Proof;

/// <summary>What can be wrong with a proof.</summary>
public static class ProofErrors
{
    /// <summary>A claim does not hold.</summary>
    public static readonly DiagnosticId Red = new("PRF", 1, FailureKind.Claim);

    /// <summary>Nothing of that name can be claimed.</summary>
    public static readonly DiagnosticId Claim = new("PRF", 2, FailureKind.Usage);

    /// <summary>A list of devices is none.</summary>
    public static readonly DiagnosticId Platform = new("PRF", 3, FailureKind.Usage);

    /// <summary>There is no initrd in what was given.</summary>
    public static readonly DiagnosticId NoInitrd = new("PRF", 4, FailureKind.Usage);
}
