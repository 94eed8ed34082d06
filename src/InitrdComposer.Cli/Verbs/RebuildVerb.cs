using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Attestation;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Verbs.Sysext;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Questions.Differences;
using InitrdComposer.Signing;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`rebuild`: the proof of reproducibility.</summary>
internal static class RebuildVerb
{
    private static readonly DiagnosticId Different = new("RBD", 1, FailureKind.Claim);
    private static readonly DiagnosticId NotAnOutput = new("RBD", 2, FailureKind.Usage);

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> output = new("OUT") { Description = "The output folder of a build, or of `sysext build`." };
        Option<string?> recipe = new("--recipe")
        {
            Description = "Where relative paths of the recipe start: the recipe's original file, or a bundle (default: remembered from the build on this machine, else OUT).",
            HelpName = "FILE",
        };
        var onBase = BaseArguments.Create(isRequired: false);
        var signer = VeritySignerArguments.Create();
        var verb = new Verb(
            "rebuild", "Build again from the lock that an output folder holds and compare every byte.",
            "initrd-composer rebuild out",
            "initrd-composer rebuild out --recipe my.toml",
            "initrd-composer rebuild out --recipe bundle",
            "initrd-composer rebuild extensions --base out")
        {
            output,
            recipe,
            onBase.Base,
            onBase.Recipe,
        };
        signer.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var run = new Run(parsed);
            string given = parsed.GetRequiredValue(output);
            string? recipePath = parsed.GetValue(recipe) is string path ? RecipeArguments.RecipePath(path) : null;
            using var folder = TemporaryFolder.Create(Disk.Host, Path.GetTempPath());
            string rebuilt = Path.Combine(folder.Path, "out");
            using var segments = new BlobStore(Path.Combine(folder.Path, "segments"));
            ComposerTools tools = run.Tools with { Segments = segments, Remembered = null };
            Recipe[] recipes;
            try
            {
                recipes = parsed.GetResult(onBase.Base) is null
                    ? [await BuildAsync(given, recipePath, rebuilt, tools, run, cancellation)]
                    : await BuildExtensionsAsync(given, recipePath, onBase.Read(parsed, run), signer.Read(parsed), rebuilt, tools, run, cancellation);
            }
            catch (ComposerException missing) when (recipePath is null && IsOfHost(missing))
            {
                throw new ComposerException(
                    missing.Id, missing.Message, missing.Location,
                    "a recipe's relative paths start where it lay when this was built, or in OUT where nobody remembers: --recipe FILE says where it is", missing);
            }

            run.Progress.Dispose();
            var comparison = OutputComparison.Of(Disk.Host, given, rebuilt, [.. recipes.Where(built => built.Attestation.Signer is not null).Select(AttestationFiles.BundleOf)]);
            if (comparison.Differences.Length > 0) throw new ComposerException(Different, string.Join('\n', comparison.Differences), new SourceLocation(given));
            Console.WriteLine($"{given}: every byte of {comparison.Compared} files came out again");
            if (comparison.Envelopes.Length > 0) Console.WriteLine($"and what is signed in {string.Join(", ", comparison.Envelopes)}; `verify --certificate` says by whom");
            return 0;
        });
        return verb;
    }

    /// <summary>A file that a recipe names is not where it would be.</summary>
    private static bool IsOfHost(ComposerException missing) => missing.Id == LocalFailure.NotFound || missing.InnerException is ComposerException { Id: var cause } && cause == LocalFailure.NotFound;

    /// <returns>What it was built of.</returns>
    private static async Task<Recipe> BuildAsync(string output, string? recipePath, string rebuilt, ComposerTools tools, Run run, CancellationToken cancellation)
    {
        string lockPath = Find(output, ".lock");
        string copy = Find(output, ".toml");
        Recipe recipe = RecipeReader.Parse(FileSource.ReadAllBytes(Disk.Host, copy), recipePath ?? OriginOf(output, lockPath, run) ?? copy);
        if (recipe.Extension is not null) throw new ComposerException(NotAnOutput, "got extensions, expected their base beside them", new SourceLocation(output), "say with --base OUT what they extend");
        LockDocument locked = LockReader.ReadSigned(lockPath, recipe);

        await Composer.BuildAsync(Unsigned(recipe), locked, rebuilt, tools, isStrict: false, run.Progress, cancellation);
        return recipe;
    }

    /// <summary>Whoever proves that outputs come out again need not have the key of whoever signed their provenance.</summary>
    private static Recipe Unsigned(Recipe recipe) => recipe with { Attestation = recipe.Attestation with { Signer = null } };

    /// <returns>What they were built of.</returns>
    private static async Task<Recipe[]> BuildExtensionsAsync(
        string output, string? recipePath, BuiltBase onBase, SignerRequest? signer, string rebuilt, ComposerTools tools, Run run, CancellationToken cancellation)
    {
        string[] copies = OutputFiles.Find(output, ".toml");
        if (copies.Length == 0 || (recipePath is not null && copies.Length > 1)) throw NotOutput(copies.Length, ".toml", output);
        (Recipe Recipe, LockDocument Lock)[] extensions =
        [
            .. from copy in copies
               let recipe = RecipeReader.Parse(FileSource.ReadAllBytes(Disk.Host, copy), recipePath ?? copy)
               select (recipe, LockReader.ReadSigned(Path.ChangeExtension(copy, ".lock"), recipe)),
        ];
        if (signer is null && WrittenManifest.Find(Disk.Host, output) is { Extensions: { } written } && extensions.All(extension => extension.Recipe.Extension?.VerityKey is null)
            && written.FirstOrDefault(extension => extension.IsSigned) is WrittenExtension signed)
        {
            throw new ComposerException(NotAnOutput, "is signed there, and nobody would sign it here", new SourceLocation(Path.Combine(output, signed.File)), "give --key and --certificate of whoever signed it");
        }

        await ExtensionComposer.BuildAsync([.. extensions.Select(extension => (Unsigned(extension.Recipe), extension.Lock))], onBase, signer, rebuilt, tools, isStrict: false, run.Progress, cancellation);
        return [.. extensions.Select(extension => extension.Recipe)];
    }

    private static string Find(string output, string suffix)
    {
        string[] found = OutputFiles.Find(output, ImageManifest.FileName).Length > 0 ? OutputFiles.Find(output, suffix) : [];
        return found.Length == 1 ? found[0] : throw NotOutput(found.Length, suffix, output);
    }

    private static ComposerException NotOutput(int count, string suffix, string output) =>
        new(NotAnOutput, $"got {count} files *{suffix} and {ImageManifest.FileName}, expected the output folder of a build", new SourceLocation(output));

    private static string? OriginOf(string output, string lockPath, Run run)
    {
        using var file = FileSource.Open(Disk.Host, lockPath);
        using Stream content = file.OpenStream();
        return run.Origins.Find(output, Digest.Sha256Of(content));
    }
}
