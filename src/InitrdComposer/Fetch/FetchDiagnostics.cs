using InitrdComposer.Diagnostics;

namespace InitrdComposer.Fetch;

/// <summary>What can be wrong between a lock and its packages.</summary>
public static class FetchDiagnostics
{
    public static readonly DiagnosticId Replaced = new("MIR", 17, FailureKind.Verification);
    public static readonly DiagnosticId MetadataLie = new("PXM", 8, FailureKind.Verification);

    /// <summary>Metadata says that a package wants another one, and the package does not.</summary>
    public static readonly DiagnosticId FalseRequirement = new("PXM", 9, FailureKind.Verification);
    public static readonly DiagnosticId UnknownRepository = new("LCK", 10, FailureKind.Malformed);
    public static readonly DiagnosticId BadLocation = new("LCK", 23, FailureKind.Verification);

    /// <summary>A locked package that the machine does not have any more.</summary>
    public static readonly DiagnosticId NotInstalled = new("SRC", 7, FailureKind.Verification);
}
