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

    /// <summary>A library that a program loads by dlopen(), and that no package has.</summary>
    public static readonly DiagnosticId NoDlopenProvider = new("SLV", 12, FailureKind.Unsatisfiable);

    /// <summary>A feature of packages.dlopen that no program has.</summary>
    public static readonly DiagnosticId UnmatchedFeature = new("SLV", 13, FailureKind.Usage);

    /// <summary>Packages of which each is chosen only where the other's libraries are not loaded.</summary>
    public static readonly DiagnosticId UnsettledDlopen = new("SLV", 14, FailureKind.Unsatisfiable);
}
