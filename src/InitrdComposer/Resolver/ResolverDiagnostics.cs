using InitrdComposer.Diagnostics;

namespace InitrdComposer.Resolver;

/// <summary>What the resolver reports.</summary>
public static class ResolverDiagnostics
{
    /// <summary>The search met its limit before it found or refuted anything.</summary>
    public static readonly DiagnosticId GaveUp = new("SLV", 1, FailureKind.Unsatisfiable);

    /// <summary>No set of packages satisfies what is wanted.</summary>
    public static readonly DiagnosticId Unsatisfiable = new("SLV", 3, FailureKind.Unsatisfiable);

    /// <summary>A spec that cannot be read.</summary>
    public static readonly DiagnosticId MalformedSpec = new("SLV", 8, FailureKind.Usage);

    /// <summary>A preference that no package matches.</summary>
    public static readonly DiagnosticId UnmatchedPreference = new("SLV", 9, FailureKind.Usage);

    /// <summary>A module stream that no repository has, or several of one module.</summary>
    public static readonly DiagnosticId UnknownStream = new("SLV", 10, FailureKind.Usage);

    /// <summary>A module stream that requires one of another module that is not active.</summary>
    public static readonly DiagnosticId UnmetStream = new("SLV", 11, FailureKind.Unsatisfiable);
}
