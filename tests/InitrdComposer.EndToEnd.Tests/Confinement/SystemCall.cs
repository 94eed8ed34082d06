using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Confinement;

/// <summary>A system call that succeeded, as strace tells of it.</summary>
/// <param name="Name">"openat".</param>
/// <param name="Arguments">As they are printed.</param>
internal sealed partial record SystemCall(string Name, string Arguments)
{
    private static readonly string[] Opens = ["open", "openat", "openat2", "creat"];

    /// <summary>The last path among the arguments: that of what is made, where there are two; null: there is none.</summary>
    public string? Path => Paths().Matches(Arguments) is [.., var last] ? last.Groups["path"].Value : null;

    public string? FirstPath => Paths().Matches(Arguments) is [var first, ..] ? first.Groups["path"].Value : null;

    /// <summary>Whether it makes or changes a file, a folder or a name.</summary>
    public bool IsChange => !Opens.Contains(Name) || Name == "creat" || Changes().IsMatch(Arguments);

    /// <summary>Of a process and all that it starts; processes are what `execve` lines are of.</summary>
    /// <param name="calls">The calls to look for, as strace has them.</param>
    public static IReadOnlyList<SystemCall> Of(string workingFolder, IReadOnlyDictionary<string, string?> environment, IEnumerable<string> calls, params IEnumerable<string> command)
    {
        using var folder = new TempFolder();
        string trace = folder["trace"];
        ToolResult result = Tool.Require("strace", "strace").Start(workingFolder, environment, ["-f", "-qq", "--seccomp-bpf", "-s", "4096", "-e", $"trace={string.Join(',', calls)}", "-e", "signal=none", "-o", trace, .. command]);
        Assert.True(result.ExitCode == 0, result.Error);
        return [.. Joined(File.ReadLines(trace)).Select(line => Line().Match(line)).Where(match => match.Success).Select(match => new SystemCall(match.Groups["name"].Value, match.Groups["arguments"].Value))];
    }

    /// <summary>A call that other threads' calls have come between stands on two lines.</summary>
    private static IEnumerable<string> Joined(IEnumerable<string> lines)
    {
        const string unfinished = " <unfinished ...>";
        var begun = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string thread = line.Split(' ')[0];
            if (line.EndsWith(unfinished, StringComparison.Ordinal)) begun[thread] = line[..^unfinished.Length];
            else if (Resumed().Match(line) is { Success: true } resumed && begun.Remove(thread, out string? start)) yield return start + resumed.Groups["rest"].Value;
            else yield return line;
        }
    }

    [GeneratedRegex(@"^\d+ +(?<name>\w+)\((?<arguments>.*)\) += [0-9]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"<\.\.\. \w+ resumed>(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Resumed();

    [GeneratedRegex("\"(?<path>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Paths();

    [GeneratedRegex("O_(WRONLY|RDWR|CREAT|TRUNC)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Changes();
}
