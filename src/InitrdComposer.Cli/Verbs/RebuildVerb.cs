using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Questions;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`rebuild`: the proof of reproducibility.</summary>
internal static class RebuildVerb
{
    private static readonly DiagnosticId Different = new("RBD", 1, FailureKind.Claim);
    private static readonly DiagnosticId NotAnOutput = new("RBD", 2, FailureKind.Usage);

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of a build." };
        Option<string?> recipe = new("--recipe")
        {
            Description = "Where relative paths of the recipe start: the recipe's original file, or a bundle (default: remembered from the build on this machine, else OUT).",
            HelpName = "FILE",
        };
        var verb = new Verb(
            "rebuild", "Build again from the lock that an output folder holds and compare every byte.",
            "initrd-composer rebuild out",
            "initrd-composer rebuild out --recipe my.toml",
            "initrd-composer rebuild out --recipe bundle")
        {
            output,
            recipe,
        };
        verb.SetAction((parsed, cancellation) => RunAsync(parsed, parsed.GetRequiredValue(output), parsed.GetValue(recipe) is string given ? RecipeArguments.RecipePath(given) : null, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string output, string? recipePath, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        string lockPath = Find(output, ".lock");
        LockFile locked = LockReader.Read(lockPath);
        string copy = Find(output, ".toml");
        Recipe recipe = RecipeReader.Parse(FileSource.ReadAllBytes(Disk.Host, copy), recipePath ?? OriginOf(output, lockPath, run) ?? copy);

        using var folder = TemporaryFolder.Create(Disk.Host, Path.GetTempPath());
        string rebuilt = Path.Combine(folder.Path, "out");
        using var segments = new BlobStore(Path.Combine(folder.Path, "segments"));
        ComposerTools tools = run.Tools with { Segments = segments, Remembered = null };
        await Composer.BuildAsync(recipe, locked, rebuilt, tools, isStrict: false, run.Progress, cancellation);
        run.Progress.Dispose();
        if (OutputComparison.Compare(Disk.Host, output, rebuilt) is OutputDifference difference) throw new ComposerException(Different, difference.ToString(), new SourceLocation(output));
        Console.WriteLine($"{output}: every byte of {OutputFiles.Find(output, "").Length} files came out again");
        return 0;
    }

    private static string Find(string output, string suffix)
    {
        string[] found = OutputFiles.Find(output, ImageManifest.FileName).Length > 0 ? OutputFiles.Find(output, suffix) : [];
        return found.Length == 1
            ? found[0]
            : throw new ComposerException(NotAnOutput, $"got {found.Length} files *{suffix} and {ImageManifest.FileName}, expected the output folder of a build", new SourceLocation(output));
    }

    private static string? OriginOf(string output, string lockPath, Run run)
    {
        using var file = FileSource.Open(Disk.Host, lockPath);
        using Stream content = file.OpenStream();
        return run.Origins.Find(output, Digest.Sha256Of(content));
    }
}
