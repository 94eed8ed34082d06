using System.CommandLine;
using System.Text;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`build`: make what a lock pins.</summary>
internal static class BuildVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> recipe = RecipeArguments.Recipe();
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<string> output = new("--output", "-o") { Description = "Folder of the outputs; replaced in one step.", HelpName = "DIR", Required = true };
        Option<bool> offline = new("--offline") { Description = "Use the network for nothing; what is missing is an error." };
        Option<bool> strict = RecipeArguments.Strict();
        Option<bool> timing = new("--timing") { Description = "Say where the time goes, on standard error." };
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        var verb = new Verb(
            "build", "Build the initrd, and the UKI if the recipe asks for one, from a lock. Without a lock, one is made first.",
            "initrd-composer build my.toml -o out",
            "initrd-composer build my.toml -o out --offline --strict",
            "initrd-composer build my.toml -o out --profile lvm --set initrd.level=19")
        {
            recipe,
            output,
            lockFile,
            offline,
            strict,
            timing,
            profiles,
            settings,
        };
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed, RecipeArguments.Read(parsed, recipe, profiles, settings), RecipeArguments.LockPath(parsed.GetValue(lockFile), parsed.GetRequiredValue(recipe)), parsed.GetRequiredValue(output), parsed.GetValue(offline), parsed.GetValue(strict), parsed.GetValue(timing), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Recipe recipe, string path, string output, bool isOffline, bool isStrict, bool isTimed, CancellationToken cancellation)
    {
        using var run = new Run(parsed, isOffline);
        LockFile locked = await ReadOrLockAsync(recipe, path, run, cancellation);
        locked.RequireCurrent(recipe, path, RecipeArguments.LockCommand(lockPath, recipePath));

        StageTimes? times = isTimed ? new(run.Progress) : null;
        Composition built = await Composer.BuildAsync(recipe, locked, output, run.Tools, isStrict, times ?? (IProgress<ComposerProgress>)run.Progress, cancellation);
        run.Progress.Dispose();
        if (times is not null) await Console.Error.WriteLineAsync(times.Finish());
        if (built.Manifest is ImageManifest manifest)
        {
            RememberOrigin(run, recipe, manifest);
            Terminal.Run.Print(manifest.Notices);
        }

        if (run.IsJson) Console.WriteLine(File.ReadAllText(Path.Combine(output, ImageManifest.FileName)).TrimEnd());
        else Console.WriteLine(built.Manifest is null ? $"{output}: up to date; every byte was compared" : Summary(built.Folder, built.Manifest));
        return 0;
    }

    /// <summary>Only a lock that is not there is made anew; one that cannot be read is an error.</summary>
    private static async Task<LockFile> ReadOrLockAsync(Recipe recipe, string path, Run run, CancellationToken cancellation)
    {
        try
        {
            return LockReader.Read(path);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound)
        {
            return await LockVerb.WriteAsync(recipe, path, run, cancellation);
        }
    }

    /// <summary>`rebuild` asks where relative paths of the recipe start, which the outputs must not tell: they are the same everywhere.</summary>
    private static void RememberOrigin(Run run, Recipe recipe, ImageManifest manifest) =>
        run.Origins.Store(manifest.Lock, Encoding.UTF8.GetBytes(Path.GetFullPath(recipe.Path)));

    private static string Summary(string folder, ImageManifest manifest)
    {
        var text = new StringBuilder();
        foreach (BuiltImage image in manifest.Images) Summarize(text, image);
        int ignored = manifest.Scriptlets.Count(report => report.Verdict is ScriptletVerdict.Ignored);
        int emulated = manifest.Scriptlets.Count(report => report.Verdict is ScriptletVerdict.EmulatedBy);
        text.Append(null, $"scriptlets: none run; {emulated} emulated, {ignored} ignored, {manifest.Scriptlets.Length - emulated - ignored} unknown (manifest.json has each)\n\n");
        foreach (BuiltFile file in manifest.Outputs.Where(file => file.Kind is "initrd" or "kernel" or "uki"))
        {
            text.Append(null, $"{Path.Combine(folder, file.File)}  {Sizes.Text(file.Size)}  {file.Digest}\n");
        }

        return text.Append(null, $"{Path.Combine(folder, ImageManifest.FileName)}").ToString();
    }

    private static void Summarize(StringBuilder text, BuiltImage image)
    {
        text.Append(null, $"{image.Name,-18}{"files",8}{"unpacked",12}\n");
        foreach (SizeGroup group in SizeGroup.Of(image.Tree)) text.Append(null, $"{group.Name,-18}{group.Files,8}{Sizes.Text(group.Bytes),12}\n");
        text.Append(null, $"content:    {image.ContentDigest}\n\n");
    }
}
