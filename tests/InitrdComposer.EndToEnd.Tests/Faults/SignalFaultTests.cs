using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>A run that is asked to stop: it does, leaves nothing half-written, and says by its exit code who asked.</summary>
public sealed class SignalFaultTests
{
    /// <summary>The promise is two seconds; a machine that does much else at the same time gets more.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    private static TimeSpan Allowed => Promise * Math.Max(1, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount);

    [Fact, Trait("fault", "FLT-02")]
    public void WhoIsAskedToStopDoesAndLeavesNothing()
    {
        int tried = 0, stopped = 0;
        var slowest = TimeSpan.Zero;
        foreach ((string signal, int exit) in (ReadOnlySpan<(string, int)>)[("TERM", 143), ("INT", 130), ("HUP", 129)])
        {
            foreach ((string call, int number) in (ReadOnlySpan<(string, int)>)[("mkdir", 2), ("pwrite64", 1), ("pwrite64", 3), ("fsync", 1), ("fsync", 2), ("fsync", 4), ("renameat2", 1)])
            {
                using var folder = new FaultFolder();
                using var log = new TempFolder();
                ToolResult result = folder.Run(SystemCallTrace.Strace(log["log"], $"{call},exit_group", "-ttt", "-e", $"inject={call}:signal={signal}:when={number}"));
                string told = $"{signal} at {call} {number}: exit {result.ExitCode}\n{result.Error}\n{string.Join('\n', File.ReadLines(log["log"]))}";
                tried++;
                if (result.ExitCode != 0) stopped++;
                FaultVerdict.IsClean(folder, result, told);
                FaultVerdict.Of(folder, result, told, exit);
                TimeSpan taken = TakenIn(log["log"]);
                if (taken > slowest) slowest = taken;
                Assert.True(taken < Allowed, $"{taken}: {told}");
            }
        }

        // A run this short may well be over when it hears of it.
        Assert.True(stopped > 0, $"{stopped} of {tried} were stopped");
        var figures = ImmutableSortedDictionary<string, long>.Empty.Add("stopped before their end", stopped).Add("slowest stop in ms", (long)slowest.TotalMilliseconds);
        new Assurance("faults", "FLT-02", "SIGTERM, SIGINT and SIGHUP at calls that change something", tried, tried) { Figures = figures }.Write();
    }

    [Fact]
    public void AHangUpThatIsToBeIgnoredIs()
    {
        using var folder = new FaultFolder();
        using var log = new TempFolder();
        ToolResult result = folder.Run([Tool.Require("nohup", "coreutils").Path, .. SystemCallTrace.Strace(log["log"], "fsync", "-e", "inject=fsync:signal=HUP:when=1")]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>From the signal to the end.</summary>
    private static TimeSpan TakenIn(string log)
    {
        string[] lines = File.ReadAllLines(log);
        int signal = Array.FindIndex(lines, line => line.Contains("--- SIG", StringComparison.Ordinal) && !line.Contains("SIGRT", StringComparison.Ordinal));
        return signal < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(TimeOf(lines[^1]) - TimeOf(lines[signal]));
    }

    private static double TimeOf(string line) => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
