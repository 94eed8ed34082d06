using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

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

    /// <summary>Something that is not what is said of it.</summary>
    /// <param name="by">What says so.</param>
    internal static OutputCheck Different(string file, Digest got, Digest expected, string by) => new(file, CheckVerdict.Fails, $"is not what {by} says") { Got = $"{got}", Expected = $"{expected}" };

    /// <summary>Checks of a file. Where it cannot be read at all, that is what is to be said of it: the next file has its turn all the same.</summary>
    /// <param name="otherwise">The verdict about what is not what it must be.</param>
    internal static IEnumerable<OutputCheck> Guarded(string file, CheckVerdict otherwise, Func<IEnumerable<OutputCheck>> checks)
    {
        try
        {
            return [.. checks()];
        }
        catch (ComposerException damage)
        {
            bool isUnread = damage.Id.Kind is FailureKind.LocalIO && damage.Id != LocalFailure.NotFound && damage.Id != LocalFailure.WrongKind;
            string other = damage.Location?.File is string where && !where.EndsWith("/" + file, StringComparison.Ordinal) ? $" ({Path.GetFileName(where)})" : "";
            return [new(file, isUnread ? CheckVerdict.NotRead : otherwise, $"cannot be read: {damage.Message}{other}")];
        }
    }
}

/// <summary>What became of a claim.</summary>
public enum CheckVerdict
{
    Holds,

    /// <summary>It would need something that was not given.</summary>
    NotAsked,

    /// <summary>Nobody signed it, and nobody said that somebody must: it is worth as much as the place where it lies.</summary>
    Unsigned,

    /// <summary>What it was made of was not held to all signatures that there could be, because its recipe does not want that.</summary>
    Unchecked,

    /// <summary>What is there is not what is claimed.</summary>
    Fails,

    /// <summary>A signature that is missing, none, or nobody's whose word counts.</summary>
    NotSigned,

    /// <summary>The machine does not let it be read: nobody knows.</summary>
    NotRead,
}

/// <summary>All that an output folder claims.</summary>
public sealed record OutputVerification(ImmutableArray<OutputCheck> Checks)
{
    /// <summary>It is of extensions, which have signatures of their own inside.</summary>
    public bool HasExtensions { get; init; }

    /// <summary>Null: everything holds.</summary>
    public FailureKind? Failure => Checks.Any(check => check.Verdict == CheckVerdict.NotSigned) ? FailureKind.Verification
        : Checks.Any(check => check.Verdict == CheckVerdict.Fails) ? FailureKind.Claim
        : Checks.Any(check => check.Verdict == CheckVerdict.NotRead) ? FailureKind.LocalIO
        : null;
}
