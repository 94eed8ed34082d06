using InitrdComposer.Diagnostics;

namespace InitrdComposer.Lock;

/// <summary>What can be wrong with a lock.</summary>
public static class LockDiagnostics
{
    /// <summary>No TOML, or not with a lock's keys and values.</summary>
    public static DiagnosticId Malformed { get; } = new("LCK", 1, FailureKind.Malformed);

    public static DiagnosticId MergeConflict { get; } = new("LCK", 2, FailureKind.Malformed);

    /// <summary>A digest that was cut or changed.</summary>
    public static DiagnosticId Digest { get; } = new("LCK", 3, FailureKind.Verification);

    /// <summary>Made for another recipe.</summary>
    public static DiagnosticId Stale { get; } = new("LCK", 4, FailureKind.Verification);

    /// <summary>Of a schema that this version does not read.</summary>
    public static DiagnosticId Schema { get; } = new("LCK", 5, FailureKind.Malformed);

    /// <summary>A repository that the recipe does not have.</summary>
    public static DiagnosticId ForeignRepository { get; } = new("LCK", 6, FailureKind.Verification);

    /// <summary>A signature that the recipe wants and that is missing, is none, or is of another file or of somebody else.</summary>
    public static DiagnosticId Signature { get; } = new("LCK", 7, FailureKind.Verification);

    /// <summary>Packages that contradict each other: one twice, one that nobody knows, one of another architecture.</summary>
    public static DiagnosticId Packages { get; } = new("LCK", 8, FailureKind.Verification);

    /// <summary>A package would get an older version than it has.</summary>
    public static DiagnosticId Downgrade { get; } = new("LCK", 9, FailureKind.Verification);

    /// <summary>A tool that bytes depend on has another version here.</summary>
    public static DiagnosticId Tool { get; } = new("LCK", 11, FailureKind.Verification);

    /// <summary>There is none, and none is to be made.</summary>
    public static DiagnosticId Missing { get; } = new("LCK", 12, FailureKind.Verification);

    /// <summary>A role that wants one package and got another number.</summary>
    public static DiagnosticId Role { get; } = new("LCK", 20, FailureKind.Usage);

    /// <summary>A variant that would lose packages of the recipe's own initrd.</summary>
    public static DiagnosticId Variant { get; } = new("LCK", 21, FailureKind.Unsatisfiable);

    /// <summary>A name to update that the lock does not have.</summary>
    public static DiagnosticId NothingToUpdate { get; } = new("LCK", 22, FailureKind.Usage);
}
