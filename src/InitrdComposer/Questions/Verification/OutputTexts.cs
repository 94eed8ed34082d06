using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Questions.Verification;

/// <summary>What lies in an output folder of one recipe, by its name: the effective recipe, its lock, and what is said of what came of them.</summary>
/// <param name="disk">Where.</param>
/// <param name="found">What lies there.</param>
/// <param name="name">Of the recipe.</param>
internal sealed class OutputTexts(Disk disk, OutputListing found, string name)
{
    private const string RecipeSuffix = ".toml";

    private readonly Lazy<Recipe> _recipe = new(() => RecipeReader.Parse(FileSource.ReadAllBytes(disk, found.PathOf(name + RecipeSuffix)), found.PathOf(name + RecipeSuffix), disk: disk));
    private readonly Lazy<LockDocument> _lock = new(() => LockDocument.Parse(FileSource.ReadAllBytes(disk, found.PathOf(name + ".lock"), LockReader.MaxLength), found.PathOf(name + ".lock")));

    public string Name { get; } = name;

    public string RecipeFile { get; } = name + RecipeSuffix;

    public string LockFile { get; } = name + ".lock";

    public string LockSignatureFile { get; } = LockSignature.PathOf(name + ".lock");

    public string Provenance { get; } = name + AttestationFiles.ProvenanceSuffix;

    public string Bundle { get; } = name + AttestationFiles.BundleSuffix;

    /// <exception cref="Diagnostics.ComposerException">It cannot be read, or is none.</exception>
    public Recipe Recipe => _recipe.Value;

    /// <exception cref="Diagnostics.ComposerException">It cannot be read, or is none.</exception>
    public LockDocument Lock => _lock.Value;

    /// <summary>Of each recipe that a manifest names.</summary>
    public static OutputTexts[] All(Disk disk, OutputListing found, WrittenManifest manifest) =>
        [.. manifest.Outputs.Where(output => output.Kind == "recipe").Select(output => NameOf(output.File)).Distinct(StringComparer.Ordinal).Select(name => new OutputTexts(disk, found, name))];

    private static string NameOf(string recipe) => recipe.EndsWith(RecipeSuffix, StringComparison.Ordinal) ? recipe[..^RecipeSuffix.Length] : recipe;
}
