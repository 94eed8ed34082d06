using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>Locks and builds the small product and its extension, in a folder of its own, under conditions of its own.</summary>
/// <param name="How">Names the conditions.</param>
internal sealed record VariedRun(string How)
{
    /// <summary>What the shell runs, each line to its end: a lock, a build, an extension.</summary>
    public const string Steps = """
        "$program" lock small.toml --cache cache --quiet
        "$program" build small.toml --output out --cache cache --quiet
        "$program" sysext build extra.toml --base out --output extension --cache cache --quiet
        """;

    private static readonly string[] Outputs = ["small.lock", "extra.lock", "out", "extension"];

    /// <summary>Variables, beside the test's own; null takes one away.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The command that starts the shell; none: it starts by itself.</summary>
    public ImmutableArray<string> Within { get; init; } = [];

    /// <summary>Shell, in the folder with the recipe: before <see cref="Build"/>.</summary>
    public string Before { get; init; } = "";

    public string Build { get; init; } = Steps;

    /// <summary>Shell, after it.</summary>
    public string After { get; init; } = "";

    /// <summary>Where the folder is, below a new one.</summary>
    public string Folder { get; init; } = "work";

    /// <summary>Changes what was written into the folder; what it returns lives as long as the run.</summary>
    public Func<string, IDisposable?> Prepare { get; init; } = _ => null;

    public string Program { get; init; } = ComposerProgram.FileName;

    /// <summary>As `make build` leaves it, if it is there.</summary>
    public static string Published { get; } = Checkout.Artifact("initrd-composer");

    public VariedRun With(string name, string? value) => this with { Environment = Environment.SetItem(name, value) };

    /// <param name="inputs">Recipes and what they name, which are copied.</param>
    /// <exception cref="Xunit.Sdk.XunitException">It did not end well.</exception>
    public Product Start(string inputs)
    {
        using var root = new TempFolder();
        File.SetUnixFileMode(root.Path, (UnixFileMode)0x1ED);
        string folder = Directory.CreateDirectory(root[Folder]).FullName;
        Tool.Require("cp", "coreutils").Run("-a", inputs + "/.", folder);
        using IDisposable? beside = Prepare(folder);
        string script = root["run.sh"];
        File.WriteAllText(script, $"set -eu\nprogram='{Program}'\n{Before}\n{Build}\n{After}\n", new UTF8Encoding(false));
        string[] command = [.. Within, Tool.Require("bash", "bash").Path, script];
        ToolResult result = Tool.Require(command[0], "util-linux").Start(folder, Environment, command[1..]);
        Assert.True(result.ExitCode == 0, $"{How}: exit {result.ExitCode}\n{result.Error}{result.Output}");
        return Product.In(folder, Outputs);
    }
}
