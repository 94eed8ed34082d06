using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Lock;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`lock`: resolve a recipe and write down what came out.</summary>
internal static class LockVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> recipe = RecipeArguments.Recipe();
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        var verb = new Verb(
            "lock", "Resolve a recipe's packages and pin them: names, digests, and why each is there.",
            "initrd-composer lock my.toml",
            "initrd-composer lock my.toml --lock locks/2026-11.lock")
        {
            recipe,
            lockFile,
            profiles,
            settings,
        };
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed, RecipeArguments.Read(parsed, recipe, profiles, settings), RecipeArguments.LockPath(parsed.GetValue(lockFile), parsed.GetRequiredValue(recipe)), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Recipe recipe, string path, CancellationToken cancellation)
    {
        using var run = new Run(parsed);
        await WriteAsync(recipe, path, run, cancellation);
        return 0;
    }

    /// <summary>Locks, writes the file and says so.</summary>
    public static async Task<LockFile> WriteAsync(Recipe recipe, string path, Run run, CancellationToken cancellation)
    {
        LockFile locked = await Composer.LockAsync(recipe, run.Tools, run.Progress, cancellation);
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(LockText.Write(locked)));
        run.Progress.Dispose();
        if (run.IsJson) Console.WriteLine(JsonText.Write(json => WriteSummary(json, path, locked)));
        else Console.WriteLine($"{path}: {Counted(locked)}");
        return locked;
    }

    private static string Counted(LockFile locked)
    {
        int installed = locked.Packages.Count(package => package.Role == PackageRole.Install);
        string others = string.Concat(locked.Packages.Where(package => package.Role != PackageRole.Install)
            .Select(package => $", {package.Role.ToString().ToLowerInvariant()} {package.Nevra}"));
        return $"{installed} packages{others}; {Sizes.Text(locked.Packages.Sum(package => package.Size))} to fetch";
    }

    private static void WriteSummary(System.Text.Json.Utf8JsonWriter json, string path, LockFile locked)
    {
        json.WriteStartObject();
        json.WriteString("lock", path);
        json.WriteStartArray("packages");
        foreach (LockedPackage package in locked.Packages) json.WriteStringValue(package.Nevra.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
