
namespace InitrdComposer.Diagnostics;

/// <summary>Why a run did not succeed; the command line's exit code is one of these.</summary>
public enum FailureKind
{
    /// <summary>A claim does not hold: a rebuild differs, a proof is red, a budget is exceeded.</summary>
    Claim = 1,

    /// <summary>The command line or the recipe is wrong.</summary>
    Usage = 2,

    /// <summary>Input that does not follow its format.</summary>
    Malformed = 3,

    /// <summary>A digest, a signature or a lock does not agree.</summary>
    Verification = 4,

    /// <summary>No set of packages satisfies what is wanted.</summary>
    Unsatisfiable = 5,

    /// <summary>The network, after all retries.</summary>
    Network = 6,

    /// <summary>This machine's disk, permissions or tools.</summary>
    LocalIO = 7,

    /// <summary>Somebody else holds what is needed, or time ran out.</summary>
    Busy = 8,
}
