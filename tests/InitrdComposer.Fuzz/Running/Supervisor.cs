using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using InitrdComposer.Fuzz.Coverage;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Running;

/// <summary>
/// Runs a target in a process of its own, and again when that dies: of a crash, or because it was killed when one input took too long. The input that did it is a finding.
/// </summary>
internal sealed class Supervisor(Target target, RunPlan plan)
{
    /// <summary>Of processor time, for one input.</summary>
    public static readonly TimeSpan MaxProcessorTime = TimeSpan.FromSeconds(5);

    /// <summary>A reader that waits for something never ends.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int MaxDeaths = 20;

    /// <summary>Of the managed heap: twice what readers may allocate in all, for inputs and the pool.</summary>
    private const string HeapLimit = "0x30000000";

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly string _folder = Directory.CreateDirectory(Checkout.Artifact("fuzz", "work", $"{target.Name}-{Environment.ProcessId}")).FullName;

    /// <summary>Runs until it is time; writes the row of it.</summary>
    public TargetResult Run()
    {
        using var shared = new SharedInput(Path.Combine(_folder, "input"));
        long executions = 0, wrong = 0;
        for (int deaths = 0; ; deaths++)
        {
            shared.Reset();
            TimeSpan left = plan.Duration - _clock.Elapsed;
            string? death = RunOnce(shared, left > TimeSpan.Zero ? left : TimeSpan.Zero, plan.Executions == 0 ? 0 : Math.Max(1, plan.Executions - executions), plan.Seed + (ulong)deaths, out WorkerResult? done);
            executions += done?.Executions ?? shared.Executions;
            wrong += done?.Wrong ?? 1;
            if (death is null && done is not null)
            {
                Directory.Delete(_folder, recursive: true);
                return new(target, executions, wrong, done.EdgesSeen, done.Edges, CorpusFolder.Committed(target).Count, done.Pool, (long)_clock.Elapsed.TotalSeconds);
            }

            if (shared.Executions == 0) throw new InvalidOperationException($"{target.Name}: {death}\n{File.ReadAllText(Path.Combine(_folder, "errors"))}");
            Console.WriteLine($"finding: {target.Name}: {Finding.Keep(target.Name, death!, shared.Input, File.ReadAllText(Path.Combine(_folder, "errors")))}: {death}");
            if (deaths == MaxDeaths) throw new InvalidOperationException($"{target.Name}: the reading process died {deaths} times: {Finding.Folder(target.Name)}");
        }
    }

    /// <summary>How the process died; null: it did not.</summary>
    private string? RunOnce(SharedInput shared, TimeSpan duration, long executions, ulong seed, out WorkerResult? result)
    {
        string resultFile = Path.Combine(_folder, "result"), errors = Path.Combine(_folder, "errors");
        File.Delete(resultFile);
        result = null;
        using Process process = Start(duration, executions, seed, resultFile, errors);
        string? death = Watch(process, shared);
        process.WaitForExit();
        if (death is null && process.ExitCode != 0) death = $"the process ended with {process.ExitCode}: {CauseOf(errors)}";
        if (death is null) result = JsonSerializer.Deserialize<WorkerResult>(File.ReadAllText(resultFile));
        return death;
    }

    private Process Start(TimeSpan duration, long executions, ulong seed, string resultFile, string errors)
    {
        // The shell's redirection loses nothing when the process crashes.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "exec \"$0\" \"$@\" 2>\"$ERRORS\"", InstrumentedProgram.Make(), "worker", target.Name, Path.Combine(_folder, "input"), resultFile,
                duration.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture), executions.ToString(CultureInfo.InvariantCulture), seed.ToString(CultureInfo.InvariantCulture), plan.IsFresh ? "fresh" : "grown",
            },
        };
        start.Environment["ERRORS"] = errors;
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_gcConcurrent"] = "0";
        return Process.Start(start)!;
    }

    private static string? Watch(Process process, SharedInput shared)
    {
        long last = -1;
        TimeSpan since = default;
        var clock = Stopwatch.StartNew();
        while (!process.WaitForExit(Pause))
        {
            if (ProcessorTime(process) is not TimeSpan used) continue;
            if (shared.Executions != last)
            {
                (last, since) = (shared.Executions, used);
                clock.Restart();
                continue;
            }

            string? death = shared.IsRunning && used - since > MaxProcessorTime ? "more than 5 seconds of processor time" : clock.Elapsed > MaxTime ? "nothing for five minutes" : null;
            if (death is null) continue;
            process.Kill();
            return shared.IsRunning ? death : throw new InvalidOperationException("no input for five minutes: the fuzzer hangs, not the reader");
        }

        return null;
    }

    /// <summary>Null: it has just ended.</summary>
    private static TimeSpan? ProcessorTime(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What the runtime said, and where.</summary>
    private static string CauseOf(string errors)
    {
        string[] lines = [.. File.ReadLines(errors).Where(line => line.Length > 0)];
        return string.Join(' ', lines.Take(1).Concat(lines.Where(line => line.StartsWith("   at ", StringComparison.Ordinal)).Take(3)).Select(line => line.Trim()));
    }
}
