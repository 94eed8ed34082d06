using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>Random seed sets of one repository, answered by the resolver and judged by libsolv; once for all tests of the repository.</summary>
internal sealed record OracleRun(ImmutableArray<(SeedSet Set, LibsolvVerdict Verdict)> Rows)
{
    public const string Architecture = "x86_64";

    /// <summary>Answers, asks, and leaves a line for whoever runs the tests.</summary>
    /// <param name="name">What the repository is called in that line.</param>
    /// <param name="repository">A folder with repodata.</param>
    public static async Task<OracleRun> OfAsync(string name, string repository, CancellationToken cancellation)
    {
        ImmutableArray<SeedSet> sets = await SeedSet.AnswerAsync(repository, Architecture, cancellation);
        OracleRun run = new([.. sets.Zip(LibsolvVerdict.Ask(repository, Architecture, sets))]);
        TestNotes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"libsolv beside the resolver, {name}: {run.Rows.Length} seed sets, {run.Rows.Count(row => row.Verdict.IsSolvable)} solvable; nothing to choose in {100 * run.ForcedShare:F1} %; the same packages in {100 * run.AgreedShare:F1} % of the solvable"));
        return run;
    }

    /// <summary>Of all sets those where nobody chooses.</summary>
    public double ForcedShare => (double)Rows.Count(row => row.Verdict.IsForced) / Rows.Length;

    private double AgreedShare => (double)Rows.Count(row => row.Verdict.IsSolvable && Agrees(row.Set, row.Verdict)) / Rows.Count(row => row.Verdict.IsSolvable);

    public void SolvabilityAgrees() => Assert.Empty(Rows.Where(row => row.Set.Answer is not null != row.Verdict.IsSolvable).Select(Describe));

    public void EveryAnswerIsClosed() => Assert.Empty(Rows.Where(row => row.Verdict.IsClosed == false).Select(Describe));

    public void ForcedAnswersAreTheSame() => Assert.Empty(Rows.Where(row => row.Verdict.IsForced && !Agrees(row.Set, row.Verdict)).Select(Describe));

    private static bool Agrees(SeedSet set, LibsolvVerdict verdict) => set.Answer is { } answer && answer.SequenceEqual(verdict.Packages);

    private static string Describe((SeedSet Set, LibsolvVerdict Verdict) row)
    {
        ImmutableArray<string> answer = row.Set.Answer ?? [];
        return $"{string.Join(' ', row.Set.Wanted)}: {(row.Set.Answer is null ? "none" : $"+{string.Join(" +", answer.Except(row.Verdict.Packages))}")}"
            + $" against {(row.Verdict.IsSolvable ? $"+{string.Join(" +", row.Verdict.Packages.Except(answer))}" : "none")}";
    }
}
