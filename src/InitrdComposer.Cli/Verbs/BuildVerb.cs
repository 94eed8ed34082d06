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
        Option<string> output = Output();
        Option<bool> isLocked = Locked();
        Option<bool> acceptTools = AcceptTools();
        Option<bool> offline = Offline();
        Option<bool> strict = RecipeArguments.Strict();
        Option<bool> timing = new("--timing") { Description = "Say where the time goes, on standard error." };
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        Option<string?> hostModules = RecipeArguments.HostModules();
        var verb = new Verb(
            "build", "Build what a lock pins: an initrd for each kernel and variant, and its UKI if the recipe asks for one. Where there is no lock, one is made first.",
            "initrd-composer build my.toml -o out",
            "initrd-composer build my.toml -o out --locked --offline --strict",
            "initrd-composer build my.toml -o out --set initrd.level=19",
            "initrd-composer build my.toml -o out --profile lvm --lock my.lvm.lock")
        {
            recipe,
            output,
            lockFile,
            isLocked,
            acceptTools,
            offline,
            strict,
            timing,
            profiles,
            settings,
            hostModules,
        };
        verb.SetAction((parsed, cancellation) => RunAsync(
            parsed,
            RecipeArguments.Read(parsed, recipe, profiles, settings, hostModules),
            new Request(
                RecipeArguments.LockPath(parsed.GetValue(lockFile), RecipeArguments.RecipePath(parsed.GetRequiredValue(recipe))),
                RecipeArguments.LockCommand(parsed, recipe, lockFile, profiles, settings),
                parsed.GetRequiredValue(output))
            {
                IsLocked = parsed.GetValue(isLocked),
                AcceptsTools = parsed.GetValue(acceptTools),
                IsOffline = parsed.GetValue(offline),
                IsStrict = parsed.GetValue(strict),
                IsTimed = parsed.GetValue(timing),
            },
            cancellation));
        return verb;
    }

    public static Option<string> Output() => new("--output", "-o")
    {
        Description = "Folder of the outputs: new, empty, or of an earlier build; replaced in one step.",
        HelpName = "DIR",
        Required = true,
    };

    public static Option<bool> Locked() => new("--locked") { Description = "Make no lock where there is none, and refuse other versions of the tools than the lock names." };

    public static Option<bool> AcceptTools() => new("--accept-tools") { Description = "With --locked: accept other versions of the tools." };

    public static Option<bool> Offline() => new("--offline") { Description = "Do not use the network: what is neither in the cache nor in a local folder is an error." };

    /// <summary>What the command line asks for; the options of that name.</summary>
    private sealed record Request(string LockPath, string LockCommand, string Output)
    {
        public bool IsLocked { get; init; }

        public bool AcceptsTools { get; init; }

        public bool IsOffline { get; init; }

        public bool IsStrict { get; init; }

        public bool IsTimed { get; init; }
    }

    private static async Task<int> RunAsync(ParseResult parsed, Recipe recipe, Request request, CancellationToken cancellation)
    {
        using var run = new Run(parsed, request.IsOffline);
        LockDocument locked = Read(request.LockPath, recipe, request.IsLocked, request.LockCommand) ?? await LockAsync(recipe, request.LockPath, run, cancellation);
        locked.Lock.RequireCurrent(recipe, request.LockPath, request.LockCommand);
        if (request is { IsLocked: true, AcceptsTools: false }) LockedTools.Require(locked.Lock, recipe, request.LockPath, request.LockCommand);

        string output = request.Output;
        StageTimes? times = request.IsTimed ? new(run.Progress) : null;
        Composition<ImageManifest> built = await Composer.BuildAsync(recipe, locked, output, run.Tools, request.IsStrict, times ?? (IProgress<ComposerProgress>)run.Progress, cancellation);
        run.Progress.Dispose();
        if (times is not null) await Console.Error.WriteLineAsync(times.Finish());
        run.Origins.Remember(output, locked.Digest, recipe.Path);
        if (built.Manifest is ImageManifest manifest) Terminal.Run.Print(manifest.Notices.Concat(run.CacheNotices));
        else Terminal.Run.Print(built.Kept);
        if (run.IsJson) Console.WriteLine(Encoding.UTF8.GetString(FileSource.ReadAllBytes(Disk.Host, Path.Combine(output, ImageManifest.FileName), Array.MaxLength)).TrimEnd());
        else Console.WriteLine(built.Manifest is null ? $"{LockReport.Unchecked(locked.Lock.Repositories)}{output}: up to date; every byte was compared" : Summary(output, built.Manifest));
        return 0;
    }

    /// <summary>Null when there is none; one that cannot be read is an error.</summary>
    public static LockDocument? Read(string path, Recipe recipe, bool isLocked, string command)
    {
        try
        {
            return LockReader.ReadSigned(path, recipe);
        }
        catch (ComposerException missing) when (missing.Id == LocalFailure.NotFound && missing.Location?.File == path)
        {
            return isLocked
                ? throw new ComposerException(
                    LockDiagnostics.Missing, "there is no lock, and --locked makes none", new SourceLocation(path), $"run: {command}", missing)
                : recipe.LockSigners.IsEmpty ? null : throw LockSignature.Unsigned(recipe, path, "there is no lock, and one that `build` made would be signed by nobody");
        }
    }

    private static async Task<LockDocument> LockAsync(Recipe recipe, string path, Run run, CancellationToken cancellation)
    {
        LockResult result = await LockVerb.WriteAsync(recipe, path, LockRequest.Fresh, signer: null, run, cancellation);
        if (!run.IsJson) Console.Write(LockReport.Text(path, result));
        return LockDocument.Of(result.Lock);
    }

    private static string Summary(string folder, ImageManifest manifest)
    {
        var text = new StringBuilder();
        foreach (BuiltImage image in manifest.Images) Summarize(text, image);
        int ignored = manifest.Scriptlets.Count(report => report.Verdict is ScriptletVerdict.Ignored);
        int emulated = manifest.Scriptlets.Count(report => report.Verdict is ScriptletVerdict.EmulatedBy);
        text.Append(null, $"scriptlets: none run; {emulated} emulated, {ignored} ignored, {manifest.Scriptlets.Length - emulated - ignored} unknown (manifest.json has each)\n");
        text.Append(null, $"{LockReport.Unchecked(manifest.Signatures.Repositories)}\n");
        foreach (BuiltFile file in manifest.Outputs.Where(file => file.Kind is "initrd" or "kernel" or "uki"))
        {
            text.Append(null, $"{Path.Combine(folder, file.File)}  {Sizes.Text(file.Size)}  {file.Digest}\n");
        }

        return text.Append(null, $"{Path.Combine(folder, ImageManifest.FileName)}").ToString();
    }

    private static void Summarize(StringBuilder text, BuiltImage image)
    {
        text.Append(null, $"{image.Name,-26}{"files",8}{"unpacked",12}\n");
        foreach (SizeGroup group in SizeGroup.Of(image.Tree)) text.Append(null, $"{group.Name,-26}{group.Files,8}{Sizes.Text(group.Bytes),12}\n");
        if (!image.Removed.IsEmpty)
        {
            long size = image.Removed.Sum(removed => removed.Size);
            text.Append(null, $"left out:   {Sizes.Counted(image.Removed.Length, "file")}, {Sizes.Text(size)}, by remove-with-libraries (manifest.json has each and why)\n");
        }

        if (image.KernelVersion is not null)
        {
            text.Append(null, $"modules:    {Sizes.Counted(image.Modules.Length, "module")} in the image; its index names {image.IndexedModules}\n");
        }

        text.Append(null, $"content:    {image.ContentDigest}\n\n");
    }
}
