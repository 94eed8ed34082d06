using System.Diagnostics;
using Xunit;

namespace InitrdComposer.Testing;

/// <summary>A program that serves as oracle. Where it is missing the test is skipped by name; in CI that is a failure.</summary>
public sealed class Tool
{
    private Tool(string path) => Path = path;

    /// <summary>The program's file.</summary>
    public string Path { get; }

    /// <summary>Finds a program in PATH, /usr/sbin or /sbin, or by absolute path.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">The Debian package that has it, named in the skip.</param>
    public static Tool Require(string name, string package)
    {
        if (Find(name) is string path) return new(path);
        string reason = $"{name} is not installed (Debian package {package})";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        throw new InvalidOperationException("unreachable");
    }

    /// <summary>Runs it to its end and returns standard output; a non-zero exit fails the test with standard error.</summary>
    public string Run(params IEnumerable<string> arguments)
    {
        ToolResult result = Start(null, null, arguments);
        Assert.True(result.ExitCode == 0, $"{Path} {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}{result.Output}");
        return result.Output;
    }

    /// <summary>Runs it to its end, whatever the exit code.</summary>
    /// <param name="workingFolder">Null: the test's own.</param>
    /// <param name="environment">Variables added to the test's own; null removes one.</param>
    /// <param name="arguments">As they are, no shell.</param>
    public ToolResult Start(string? workingFolder, IReadOnlyDictionary<string, string?>? environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)) start.Environment[name] = value;

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(["/usr/sbin", "/sbin"])
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}

/// <summary>What a program left.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error);
