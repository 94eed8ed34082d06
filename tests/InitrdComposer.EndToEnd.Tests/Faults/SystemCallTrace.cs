using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>strace(1): which system calls a build makes, and builds in which one of them goes wrong. Numbers are counted from 1 in each thread, as strace does.</summary>
internal static partial class SystemCallTrace
{
    public static string[] Strace(string log, string calls, params string[] more) =>
        [Tool.Require("strace", "strace").Path, "-f", "-y", "--seccomp-bpf", "-qq", "-o", log, "-e", $"trace={calls}", .. more];

    /// <summary>The numbers of calls that touch a file below one of these folders.</summary>
    /// <param name="folder">A build is run in it.</param>
    /// <param name="calls">Names.</param>
    /// <param name="roots">The folders.</param>
    public static IReadOnlyList<(string Call, int Number)> PointsOf(FaultFolder folder, IEnumerable<string> calls, params string[] roots)
    {
        using var log = new TempFolder();
        ToolResult result = folder.Run(Strace(log["log"], string.Join(',', calls)));
        Assert.True(result.ExitCode == 0, result.Error);
        var counts = new Dictionary<(string Thread, string Call), int>();
        var points = new SortedSet<(string Call, int Number)>();
        foreach (string line in File.ReadLines(log["log"]))
        {
            if (CallLine().Match(line) is not { Success: true } match) continue;
            (string Thread, string Call) key = (match.Groups["thread"].Value, match.Groups["call"].Value);
            int number = counts[key] = counts.GetValueOrDefault(key) + 1;
            if (roots.Any(root => match.Groups["rest"].Value.Contains(root, StringComparison.Ordinal))) points.Add((key.Call, number));
        }

        return [.. points];
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\((?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CallLine();
}
