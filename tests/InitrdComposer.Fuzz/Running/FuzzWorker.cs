using System.Diagnostics;
using InitrdComposer.Fuzz.Coverage;
using InitrdComposer.Fuzz.Mutation;

namespace InitrdComposer.Fuzz.Running;

/// <summary>The process that reads: replays what is known, then makes inputs of it until it is time, keeping those that go new ways.</summary>
internal static class FuzzWorker
{
    /// <summary>Inputs that others are made of, at most: the newest.</summary>
    private const int MaxPool = 8192;

    /// <summary>How often the clock is asked.</summary>
    private const int ClockEvery = 64;

    public static WorkerResult Run(Target target, WorkerPlan plan, EdgeCounters counters)
    {
        var clock = Stopwatch.StartNew();
        using var shared = new SharedInput(plan.SharedPath);
        var run = new ReaderRun(target, counters, shared);
        CorpusFolder grown = CorpusFolder.Grown(target);
        List<byte[]> pool = [];
        foreach (byte[] known in target.Seeds().Concat(Known(target, plan)))
        {
            if (run.IsNew(known) || pool.Count == 0) pool.Add(known);
        }

        var dice = new Dice(plan.Seed);
        var mutator = new Mutator(target, dice);
        while (!IsOver(run, plan, clock))
        {
            byte[] input = mutator.Mutate(Choose(pool, dice), () => dice.Of(pool));
            if (!run.IsNew(input) || counters.Length == 0) continue;
            pool.Add(input);
            if (pool.Count > MaxPool) pool.RemoveAt(0);
            if (!plan.IsFresh) grown.Add(input);
        }

        return new(run.Executions, run.Wrong, counters.Seen, counters.Length, pool.Count);
    }

    private static IEnumerable<byte[]> Known(Target target, WorkerPlan plan) =>
        CorpusFolder.Committed(target).Read().Concat(plan.IsFresh ? [] : CorpusFolder.Grown(target).Read()).Select(file => file.Bytes);

    private static bool IsOver(ReaderRun run, WorkerPlan plan, Stopwatch clock) =>
        (plan.Executions > 0 && run.Executions >= plan.Executions) || (run.Executions % ClockEvery == 0 && clock.Elapsed >= plan.Duration);

    /// <summary>What is new is not worn out yet; what is small is fast.</summary>
    private static byte[] Choose(List<byte[]> pool, Dice dice)
    {
        int newest = Math.Max(1, pool.Count / 4);
        byte[] first = dice.OneIn(2) ? pool[pool.Count - 1 - dice.Below(newest)] : dice.Of(pool), second = dice.Of(pool);
        return second.Length < first.Length && dice.OneIn(2) ? second : first;
    }
}

/// <summary>What a reading process is to do.</summary>
/// <param name="SharedPath">Of its <see cref="SharedInput"/>.</param>
/// <param name="Duration">At most so long.</param>
/// <param name="Executions">At most so many inputs; 0: any number.</param>
/// <param name="Seed">Of all that is random.</param>
/// <param name="IsFresh">Neither take from nor add to what other runs on this machine have found.</param>
internal sealed record WorkerPlan(string SharedPath, TimeSpan Duration, long Executions, ulong Seed, bool IsFresh);

/// <summary>What a reading process has done.</summary>
/// <param name="Wrong">Inputs that were findings.</param>
/// <param name="EdgesSeen">Edges of the readers' assemblies that were taken.</param>
/// <param name="Edges">That there are.</param>
/// <param name="Pool">Inputs that went ways of their own.</param>
internal sealed record WorkerResult(long Executions, long Wrong, int EdgesSeen, int Edges, int Pool);
