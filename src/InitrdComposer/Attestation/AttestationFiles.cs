using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Attestation;

/// <summary>What attestations are called in an output folder.</summary>
public static class AttestationFiles
{
    /// <summary>What the manifest calls bills of materials.</summary>
    public const string SbomKind = "sbom";

    public const string SpdxSuffix = ".spdx.json", CycloneDxSuffix = ".cdx.json", ProvenanceSuffix = ".provenance.json";

    /// <summary>A bundle of in-toto's (in-toto attestation 1.1, bundle.md), of one envelope.</summary>
    public const string BundleSuffix = ".intoto.jsonl";

    /// <summary>The signed provenance of what a recipe is built into.</summary>
    public static string BundleOf(Recipe recipe) => recipe.Name + BundleSuffix;

    /// <summary>The name of the recipe whose bill of materials a file is.</summary>
    internal static string RecipeOf(string sbom) => sbom[..^(sbom.EndsWith(CycloneDxSuffix, StringComparison.Ordinal) ? CycloneDxSuffix : sbom.EndsWith(SpdxSuffix, StringComparison.Ordinal) ? SpdxSuffix : "").Length];

    /// <summary>What came of one recipe, by the manifest that lies there: of `build` all, of `sysext build` its extensions and the papers that are called by its name.</summary>
    internal static IEnumerable<BuiltFile> OutputsOf(string recipe, WrittenManifest written) => written.Extensions is not { } extensions ? written.Outputs : OutputsOf(
        recipe, written.Outputs, [.. extensions.Where(extension => extension.Recipe == recipe).Select(extension => extension.File)]);

    /// <summary>What came of one recipe of several.</summary>
    /// <param name="recipe">Its name.</param>
    /// <param name="outputs">Of all.</param>
    /// <param name="extensions">Its extensions: files, or folders of them.</param>
    internal static IEnumerable<BuiltFile> OutputsOf(string recipe, IEnumerable<BuiltFile> outputs, ImmutableArray<string> extensions)
    {
        string[] papers = [$"{recipe}.toml", $"{recipe}.lock", LockSignature.PathOf($"{recipe}.lock"), recipe + SpdxSuffix, recipe + CycloneDxSuffix];
        return outputs.Where(output => papers.Contains(output.File) || extensions.Any(extension => output.File == extension || output.File.StartsWith(extension + "/", StringComparison.Ordinal)));
    }

    internal static string SuffixOf(string format) => format == AttestationSettings.CycloneDx ? CycloneDxSuffix : SpdxSuffix;
}
