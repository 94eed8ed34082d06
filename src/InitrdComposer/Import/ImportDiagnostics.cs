using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import;

/// <summary>What can be wrong with configuration that is imported.</summary>
public static class ImportDiagnostics
{
    /// <summary>With --strict: something of the configuration has no counterpart, matches nothing, or was not read.</summary>
    public static DiagnosticId Loss { get; } = new("IMP", 1, FailureKind.Claim);

    /// <summary>Nothing to import, or a distribution whose packages are no RPMs.</summary>
    public static DiagnosticId Usage { get; } = new("IMP", 2, FailureKind.Usage);

    /// <summary>A file that the shell would refuse too.</summary>
    public static DiagnosticId Malformed { get; } = new("IMP", 3, FailureKind.Malformed);

    public static DiagnosticId Limit { get; } = new("IMP", 4, FailureKind.Malformed);

    /// <summary>A recipe is there already.</summary>
    public static DiagnosticId Exists { get; } = new("IMP", 5, FailureKind.Usage);

    /// <summary>No kernel where one was said to be.</summary>
    public static DiagnosticId Kernel { get; } = new("IMP", 6, FailureKind.Usage);
}
