using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>
/// Where a build meets a fault: a user's folder with a recipe, a lock and an older output, and beside it the program's cache and its folder for temporary
/// files. The repository is tests/fixtures/tiny, of five packages, unless another URL is given.
/// </summary>
internal sealed class FaultFolder : IDisposable
{
    /// <summary>Seconds until a run is taken for one that hangs; a build takes a fraction of one.</summary>
    private const int Patience = 120;

    public static readonly string Repository = Checkout.Fixture("tiny", "repo");

    private static readonly Lazy<string[]> SoundOutput = new(() =>
    {
        using var folder = new FaultFolder();
        ToolResult result = folder.Run();
        Assert.True(result.ExitCode == 0, result.Error);
        return TreeSnapshot.Of(folder.Output);
    });

    private static readonly Lazy<string> SoundLock = new(() =>
    {
        using var folder = new FaultFolder(Repository);
        folder.MakeLock();
        return File.ReadAllText(folder.Lock);
    });

    private readonly TempFolder _root = new();
    private readonly string[] _old;

    /// <summary>With a lock of the fixture's folder.</summary>
    public FaultFolder()
        : this(Repository) => File.WriteAllText(Lock, SoundLock.Value);

    /// <summary>Without a lock.</summary>
    /// <param name="places">Base URLs, or folders.</param>
    public FaultFolder(params string[] places)
    {
        foreach (string folder in (string[])[Path.Combine(Work, "extra", "etc"), Output, Temporary, Home]) Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(Work, "extra", "etc", "motd"), "welcome\n");
        File.WriteAllText(Path.Combine(Output, "manifest.json"), "{}\n");
        File.WriteAllText(Path.Combine(Output, "tiny.initrd"), "an old initrd\n");
        File.WriteAllText(Recipe, TinyRecipe.Of(places));
        _old = TreeSnapshot.Of(Output);
    }

    /// <summary>The program that `make faults` asks for: compiled ahead, it starts in a tenth of the time.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("FAULTS_PROGRAM") ?? ComposerProgram.FileName;

    public string Root => _root.Path;

    public string Work => _root["work"];

    public string Output => _root["work/out"];

    public string Recipe => _root["work/tiny.toml"];

    public string Lock => _root["work/tiny.lock"];

    public string Cache => _root["cache"];

    public string Temporary => _root["tmp"];

    public string Home => _root["home"];

    public bool HasOldOutput => IsOld(Output);

    public bool HasNewOutput => IsNew(Output);

    /// <summary>What is begun and not finished.</summary>
    public string[] Leftovers =>
    [
        .. TreeSnapshot.Of(Root).Where(line => line.Contains(".partial", StringComparison.Ordinal) || line.StartsWith("cache/v1/partial/", StringComparison.Ordinal)
            || line.StartsWith("tmp/", StringComparison.Ordinal)),
    ];

    public static bool IsNew(string output) => Directory.Exists(output) && TreeSnapshot.Of(output).SequenceEqual(SoundOutput.Value);

    public bool IsOld(string output) => TreeSnapshot.Of(output).SequenceEqual(_old);

    public void Dispose() => _root.Dispose();

    /// <summary>`build`, behind the words of a program that runs others.</summary>
    public ToolResult Run(params string[] prefix) => Run(prefix, new Dictionary<string, string?>());

    /// <param name="prefix">That program, and its arguments.</param>
    /// <param name="variables">Of the environment, beside those that make the folder its own; null removes one.</param>
    /// <param name="options">Further ones, or others than the folder's.</param>
    public ToolResult Run(string[] prefix, IReadOnlyDictionary<string, string?> variables, params string[] options) =>
        Start(
            prefix, variables,
            ["build", Recipe, .. options.Contains("--output") ? (string[])[] : ["--output", Output], .. options.Contains("--cache") ? (string[])[] : ["--cache", Cache], "--quiet", .. options]);

    public void MakeLock()
    {
        ToolResult result = Start([], new Dictionary<string, string?>(), ["lock", Recipe, "--cache", Cache, "--quiet"]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    public ToolResult Start(string[] prefix, IReadOnlyDictionary<string, string?> variables, string[] arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = Temporary,
            ["HOME"] = Home,
            ["XDG_CACHE_HOME"] = Home,
            ["DOTNET_EnableDiagnostics"] = "0", // the runtime's own files in the folder for temporary ones
        };
        foreach ((string name, string? value) in variables) environment[name] = value;
        return Tool.Require("timeout", "coreutils").Start("/", environment, ["--signal=KILL", $"{Patience}", .. prefix, Program, .. arguments]);
    }
}
