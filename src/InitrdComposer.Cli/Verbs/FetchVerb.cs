using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Bundle;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Lock;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`fetch`: bring here what a lock pins, into the cache or into a bundle.</summary>
internal static class FetchVerb
{
    private static readonly DiagnosticId NoRecipe = new("BND", 4, FailureKind.Usage);

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> subject = new("RECIPE|LOCK") { Description = "A recipe that has a lock, the folder of a bundle, or a lock (.lock), whose recipe beside it only --into needs." };
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<string?> into = new("--into")
        {
            Description = "Make this folder a bundle: recipe, lock, packages, metadata and extra trees, to build from anywhere.",
            HelpName = "DIR",
        };
        Option<bool> offline = new("--offline") { Description = "Do not use the network: what is neither in the cache nor in a local folder is an error." };
        Option<string[]> profiles = RecipeArguments.Profiles();
        Option<string[]> settings = RecipeArguments.Settings();
        var verb = new Verb(
            "fetch", "Download the packages of a lock into the cache, or make a bundle from which `build --offline` and `rebuild` work without the repositories.",
            "initrd-composer fetch my.toml",
            "initrd-composer fetch my.toml --into bundle",
            "initrd-composer build --offline --locked bundle -o out")
        {
            subject,
            lockFile,
            into,
            offline,
            profiles,
            settings,
        };
        verb.SetAction((parsed, cancellation) =>
        {
            string given = parsed.GetRequiredValue(subject);
            bool isLock = given.EndsWith(".lock", StringComparison.Ordinal);
            string recipePath = isLock ? Path.ChangeExtension(given, ".toml") : RecipeArguments.RecipePath(given);
            string lockPath = isLock ? given : RecipeArguments.LockPath(parsed.GetValue(lockFile), recipePath);
            Recipe? recipe = isLock && !new DiskView(Disk.Host).HasFile(recipePath) ? null : RecipeArguments.Read(parsed, recipePath, profiles, settings);
            LockDocument document = LockReader.ReadSigned(lockPath, recipe);
            LockFile locked = document.Lock;
            if (locked.Inputs.Any(ResolutionInputs.IsBase)) throw new ComposerException(ExtensionErrors.WrongRecipe, "is the lock of an extension, which no bundle can hold yet", new SourceLocation(lockPath), "keep the packages where the base's recipe finds them");
            string lockCommand = isLock ? $"initrd-composer lock {recipePath}" : RecipeArguments.LockCommand(parsed, subject, lockFile, profiles, settings);
            if (recipe is not null) locked.RequireCurrent(recipe, lockPath, lockCommand);
            return RunAsync(parsed, recipe, recipePath, document, parsed.GetValue(into), parsed.GetValue(offline), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Recipe? recipe, string recipePath, LockDocument document, string? into, bool isOffline, CancellationToken cancellation)
    {
        using var run = new Run(parsed, isOffline);
        LockFile locked = document.Lock;
        var progress = new DirectProgress<FetchProgress>(fetched => run.Progress.Report(new("fetching packages", fetched.Packages, fetched.TotalPackages)));
        ImmutableArray<Notice> notices = [];
        if (into is null)
        {
            await new Fetcher(run.Downloader).VerifyAsync(locked, Path.GetDirectoryName(Path.GetFullPath(recipePath))!, progress, cancellation);
        }
        else
        {
            if (recipe is null) throw new ComposerException(NoRecipe, "a bundle needs the recipe, which is not there", new SourceLocation(recipePath), "name the recipe, and the lock with --lock");
            notices = await BundleWriter.WriteAsync(recipe, document, into, run.Downloader, progress, cancellation);
        }

        run.Progress.Dispose();
        Terminal.Run.Print(notices);
        long bytes = locked.Packages.Sum(package => package.Size);
        RecipeSigner[] signers = into is null ? [] : [.. RecipeSigner.AllOf(recipe!)];
        if (run.IsJson) Console.WriteLine(Json(into, locked, bytes, signers));
        else Console.WriteLine(into is null ? $"{Sizes.Counted(locked.Packages.Length, "package")}, {Sizes.Text(bytes)}, are here" : Bundled(into, locked, bytes));
        if (!run.IsJson && signers.Length > 0)
        {
            Console.WriteLine($"not in it, as no key ever is: {string.Join(", ", signers.Select(signer => $"{signer.Setting} = {TomlText.Quote(signer.Settings.Key)}"))}\n"
                + $"sign there with --set {signers[0].Setting}=PATH, or nothing with: {RecipeSigner.WithoutAny(recipe!)}");
        }

        return 0;
    }

    private static string Bundled(string into, LockFile locked, long bytes) =>
        $"{into}: {Sizes.Counted(locked.Packages.Length, "package")}, {Sizes.Text(bytes)}, and all that they are built with\nbuild with: initrd-composer build --offline --locked {into} -o OUT";

    private static string Json(string? into, LockFile locked, long bytes, IEnumerable<RecipeSigner> signers) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        if (into is not null) json.WriteString("bundle", into);
        json.WriteNumber("packages", locked.Packages.Length);
        json.WriteNumber("bytes", bytes);
        if (into is not null)
        {
            json.WriteStartArray("keysElsewhere");
            foreach (RecipeSigner signer in signers) json.WriteStringValue(signer.Setting);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });
}
