using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Files;
using Xunit;

namespace InitrdComposer.Tests.Faults;

/// <summary>
/// Each file operation of each verb fails once, and once the run dies at it: what the user sees is the old outcome or the complete new one, and the next
/// run needs no cleaning.
/// </summary>
public sealed class FaultSweepTests
{
    private const int Eio = 5;
    private const int Enospc = 28;

    /// <summary>How operations fail.</summary>
    public enum Fault
    {
        /// <summary>This one, by EIO, or by ENOSPC if it needs space.</summary>
        Once,

        /// <summary>This one and all after it: the process has died here, nothing is cleaned up.</summary>
        Death,
    }

    public static TheoryData<string, Fault> Sweeps => new MatrixTheoryData<string, Fault>(
        [nameof(Scenario.Locks), nameof(Scenario.LocksFromDatabases), nameof(Scenario.Fetches), nameof(Scenario.Bundles), nameof(Scenario.Builds), nameof(Scenario.BuildsFromCache)], Enum.GetValues<Fault>());

    [Theory]
    [MemberData(nameof(Sweeps))]
    public async Task TheOldOutcomeOrTheNewOneIsThereAndTheNextRunNeedsNoCleaning(string name, Fault fault)
    {
        using Scenario scenario = Create(name);
        using var folder = new TempFolder();
        await scenario.PrepareAsync(folder["before"]);
        FolderState.Copy(folder["before"], folder["first"]);
        FolderState old = FolderState.Of(folder["first/work"]);
        var counting = new FaultyDisk(_ => 0);
        await scenario.RunAsync(folder["first"], counting);
        var expected = new Outcome(old, FolderState.Of(folder["first/work"]), FolderState.Of(folder["first/cache"]));
        Assert.Empty(FolderState.Of(folder["first/spool"]));

        // The order of operations of several threads differs from run to run: a few numbers more than the first run had.
        int last = counting.Steps.Count + 5;
        TestContext.Current.TestOutputHelper!.WriteLine($"{last} runs");
        await Parallel.ForEachAsync(Enumerable.Range(1, last), async (number, _) =>
        {
            FolderState.Copy(folder["before"], folder[$"{number}"]);
            await TryAsync(scenario, folder[$"{number}"], expected, fault, number);
        });
    }

    private static async Task TryAsync(Scenario scenario, string folder, Outcome expected, Fault fault, int number)
    {
        DiskStep? failed = null;
        FolderState? atDeath = null;
        var disk = new FaultyDisk(step =>
        {
            if (step.Number < number || (fault == Fault.Once && step.Number > number)) return 0;
            failed ??= step;
            if (fault == Fault.Death) atDeath ??= FolderState.Of(folder);
            return step.Operation is DiskOperation.Create or DiskOperation.Write or DiskOperation.MakeFolder or DiskOperation.MakeLink ? Enospc : Eio;
        });

        Exception? exception = await Record.ExceptionAsync(() => scenario.RunAsync(folder, disk));
        string what = $"{fault}: {failed}: {exception}\n{string.Join('\n', disk.Steps.TakeLast(5))}\n";
        Assert.True(exception is null or ComposerException { Id.Kind: FailureKind.LocalIO }, what);
        if (failed is null) Assert.True(exception is null, what);
        FolderState seen = FolderState.Of(Path.Combine(folder, "work")).WithoutUnfinished();
        if (exception is null && fault != Fault.Death) Assert.True(seen.SequenceEqual(expected.New), $"succeeded with other bytes. {what}{seen}");
        else if (scenario.IsGradual) Assert.True(seen.All(expected.New.Contains), $"a file that is not whole. {what}{seen}");
        else Assert.True(seen.SequenceEqual(expected.Old) || seen.SequenceEqual(expected.New), $"a mixture. {what}{seen}");
        if (atDeath is not null) Assert.True(atDeath.Keys.SequenceEqual(FolderState.Of(folder).Keys), $"something went on after death. {what}{atDeath}");

        await scenario.RunAsync(folder, new FaultyDisk(_ => 0));
        FolderState after = FolderState.Of(Path.Combine(folder, "work"));
        Assert.True(after.SequenceEqual(expected.New), $"the next run left something else. {what}{after}");
        FolderState spool = FolderState.Of(Path.Combine(folder, "spool"));
        Assert.True(spool.Count == 0, $"the spool has leftovers. {what}{spool}");
        FolderState cache = FolderState.Of(Path.Combine(folder, "cache"));
        Assert.True(cache.All(entry => expected.Cache.Contains(entry) || entry.Key.StartsWith("v1/quarantine", StringComparison.Ordinal)), $"the cache has leftovers. {what}{cache}");
        Directory.Delete(folder, recursive: true);
    }

    private static Scenario Create(string name) => name switch
    {
        nameof(Scenario.Locks) => new Scenario.Locks(),
        nameof(Scenario.LocksFromDatabases) => new Scenario.LocksFromDatabases(),
        nameof(Scenario.Fetches) => new Scenario.Fetches(),
        nameof(Scenario.Bundles) => new Scenario.Bundles(),
        nameof(Scenario.BuildsFromCache) => new Scenario.BuildsFromCache(),
        _ => new Scenario.Builds(),
    };

    /// <param name="Old">Of work/, before the run.</param>
    /// <param name="New">Of work/, after one without faults.</param>
    /// <param name="Cache">After that one.</param>
    private sealed record Outcome(FolderState Old, FolderState New, FolderState Cache);
}
