using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Questions.Verification;

/// <summary>One claim about an output folder, and what became of it.</summary>
/// <param name="File">By its path in the folder.</param>
/// <param name="Said">In words: what holds, what does not, or what nobody asked.</param>
public sealed record OutputCheck(string File, CheckVerdict Verdict, string Said)
{
    /// <summary>What was found, in full; null: the words say all.</summary>
    public string? Got { get; init; }

    /// <summary>What was claimed, in full; null: the words say all.</summary>
    public string? Expected { get; init; }
}

/// <summary>What became of a claim.</summary>
public enum CheckVerdict
{
    Holds,

    /// <summary>It would need something that was not given.</summary>
    NotAsked,

    /// <summary>What is there is not what is claimed.</summary>
    Fails,

    /// <summary>A signature that is missing, none, or nobody's whose word counts.</summary>
    NotSigned,
}

/// <summary>All that an output folder claims.</summary>
public sealed record OutputVerification(ImmutableArray<OutputCheck> Checks)
{
    /// <summary>Null: everything holds.</summary>
    public FailureKind? Failure => Checks.Any(check => check.Verdict == CheckVerdict.NotSigned) ? FailureKind.Verification
        : Checks.Any(check => check.Verdict == CheckVerdict.Fails) ? FailureKind.Claim
        : null;
}
