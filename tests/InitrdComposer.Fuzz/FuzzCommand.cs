using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using InitrdComposer.Fuzz.Coverage;
using InitrdComposer.Fuzz.Running;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz;

/// <summary>What the command line does.</summary>
internal static class FuzzCommand
{
    private const double DefaultSeconds = 60;

    /// <summary>A process that dies is started again with the next one.</summary>
    private const ulong SeedsOfRound = 1000;

    /// <summary>0: nothing was found; 1: something was.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        double seconds = DefaultSeconds, hours = 0;
        long executions = 0;
        ulong seed = 1;
        int jobs = Environment.ProcessorCount;
        bool isFresh = false;
        List<Target> targets = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--seconds":
                    seconds = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--hours":
                    hours = double.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--executions":
                    executions = long.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--seed":
                    seed = ulong.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--jobs":
                    jobs = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
                    break;
                case "--fresh":
                    isFresh = true;
                    break;
                default:
                    targets.Add(TargetList.Find(arguments[i]));
                    break;
            }
        }

        if (targets.Count == 0) targets.AddRange(TargetList.All);
        InstrumentedProgram.Make();
        var clock = Stopwatch.StartNew();
        TargetResult[] results = new TargetResult[targets.Count];
        for (ulong round = 0; round == 0 || clock.Elapsed.TotalHours < hours; round++)
        {
            var plan = new RunPlan(TimeSpan.FromSeconds(seconds), executions, seed + (round * SeedsOfRound), isFresh);
            // One after the other, in their order.
            OrderablePartitioner<int> each = Partitioner.Create(Enumerable.Range(0, results.Length), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(each, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i =>
            {
                TargetResult result = new Supervisor(targets[i], plan).Run();
                results[i] = round == 0 ? result : results[i].Plus(result);
                results[i].WriteRow();
                Console.WriteLine(results[i]);
            });
        }

        return results.Sum(result => result.Wrong) == 0 ? 0 : 1;
    }

    /// <summary>Gives an input to a reader in this process: with line numbers in the stack, and a debugger if there is one.</summary>
    public static int Input(Target target, string file)
    {
        byte[] input = File.ReadAllBytes(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        int code = 0;
        try
        {
            target.Run(input);
            Console.WriteLine("right: it was read");
        }
        catch (Exception exception) when (target.IsRight(exception))
        {
            Console.WriteLine($"right: {exception.GetType().Name}: {exception.Message}");
        }
        catch (Exception exception) when (!target.IsRight(exception))
        {
            Console.WriteLine($"wrong: {exception}");
            code = 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds:F1} ms, {(GC.GetAllocatedBytesForCurrentThread() - before) / 1048576.0:F1} MiB allocated"));
        return code;
    }

    /// <summary>Each target in a process of its own, as running does.</summary>
    public static int Minimise(IReadOnlyList<string> names)
    {
        ImmutableArray<Target> targets = names.Count == 0 ? TargetList.All : [.. names.Select(TargetList.Find)];
        string shared = Path.Combine(Directory.CreateDirectory(Checkout.Artifact("fuzz", "work")).FullName, $"minimise-{Environment.ProcessId}");
        foreach (Target target in targets)
        {
            using Process process = Process.Start(InstrumentedProgram.Make(), ["minimiser", target.Name, shared]);
            process.WaitForExit();
            if (process.ExitCode != 0) return process.ExitCode;
        }

        File.Delete(shared);
        return 0;
    }
}
