using InitrdComposer.Diagnostics;

namespace InitrdComposer.Sysext;

/// <summary>What can be wrong while an extension is composed, and is no rule that an image is checked by too: those are <see cref="ExtensionRules"/>.</summary>
public static class ExtensionErrors
{
    /// <summary>Nothing that would be merged.</summary>
    public static readonly DiagnosticId Empty = new("SXT", 3, FailureKind.Usage);

    /// <summary>The base is not what its manifest says, or not of the kind that takes extensions.</summary>
    public static readonly DiagnosticId Base = new("SXT", 4, FailureKind.Verification);

    /// <summary>What an extension holds and nobody applies after a merge.</summary>
    public static readonly DiagnosticId NotApplied = new("SXT", 8, FailureKind.Claim);

    /// <summary>An image that initrds do not merge.</summary>
    public static readonly DiagnosticId Unsigned = new("SXT", 9, FailureKind.Claim);

    /// <summary>A recipe that names packages for distributions, none of which is the base's.</summary>
    public static readonly DiagnosticId NoDistribution = new("SXT", 10, FailureKind.Claim);

    /// <summary>A folder that no build wrote.</summary>
    public static readonly DiagnosticId NoBase = new("SXT", 11, FailureKind.Usage);

    /// <summary>A recipe or lock of an output folder that is not the one that was built.</summary>
    public static readonly DiagnosticId ChangedBase = new("SXT", 12, FailureKind.Verification);

    /// <summary>The recipe is not of an extension, or is of one where none is wanted.</summary>
    public static readonly DiagnosticId WrongRecipe = new("SXT", 6, FailureKind.Usage);

    /// <summary>Modules that the base's index does not name: modprobe does not find them.</summary>
    public static readonly DiagnosticId NotIndexed = new("SXT", 7, FailureKind.Verification);
}
