using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>The repository of `make distro`, whose packages are there: rpm itself checks the sets.</summary>
public sealed class DistroOracleTests
{
    private static readonly Lazy<Task<OracleRun>> Run = new(() => OracleRun.OfAsync("demo repository", DistroFixture.Require().Repository, default));

    [Fact]
    public async Task EveryAnswerIsClosedAndFreeOfConflicts() => (await Run.Value).EveryAnswerIsClosed();

    [Fact]
    public async Task RpmHasNoObjectionToAnyAnswer()
    {
        OracleRun run = await Run.Value;
        Tool.Require("/usr/lib/python3/dist-packages/rpm/__init__.py", "python3-rpm");
        using var folder = new TempFolder();
        string database = Directory.CreateDirectory(folder["database"]).FullName;
        SeedSet[] solved = [.. run.Rows.Select(row => row.Set).Where(set => set.Answer is not null)];
        File.WriteAllLines(folder["sets"], solved.Select(set => string.Join(' ', set.Answer!.Value)));
        string output = Tool.Require("/usr/bin/python3", "python3").Run(
            Checkout.Fixture("resolver", "oracle", "check_with_rpm.py"), DistroFixture.Require().Repository, database, folder["sets"]);
        string[] verdicts = output.Split('\n')[..^1];
        Assert.Equal(solved.Length, verdicts.Length);
        Assert.Empty(solved.Zip(verdicts).Where(pair => pair.Second.Length > 0).Select(pair => $"{string.Join(' ', pair.First.Wanted)}: {pair.Second}"));
    }

    [Fact]
    public async Task SolvableIsWhatLibsolvSolves() => (await Run.Value).SolvabilityAgrees();

    [Fact]
    public async Task WhereNobodyChoosesThePackagesAreLibsolvs()
    {
        OracleRun run = await Run.Value;
        run.ForcedAnswersAreTheSame();
        Assert.True(run.ForcedShare > 1 / 3.0, $"{run.ForcedShare}");
    }

    /// <summary>The checker itself: without its last package a closure is none.</summary>
    [Fact]
    public async Task AClosureWithAHoleIsNoClosure()
    {
        SeedSet[] holed = [.. (await Run.Value).Rows.Select(row => row.Set).Where(set => set.Answer is { Length: > 1 }).Select(set => set with { Answer = set.Answer!.Value[..^1] }).Take(20)];
        Assert.All(LibsolvVerdict.Ask(DistroFixture.Require().Repository, OracleRun.Architecture, holed), verdict => Assert.False(verdict.IsClosed));
    }
}
