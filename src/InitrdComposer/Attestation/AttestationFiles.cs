using System.Collections.Immutable;
using InitrdComposer.Config;
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

    /// <summary>Whether a file is said something about by the manifest: it cannot know its own digest, nor theirs who know it.</summary>
    public static bool IsBesideManifest(string file) => file == ImageManifest.FileName || file.EndsWith(ProvenanceSuffix, StringComparison.Ordinal) || file.EndsWith(BundleSuffix, StringComparison.Ordinal);

    /// <summary>Those of a recipe's that the manifest does not name.</summary>
    internal static ImmutableArray<string> BesideManifest(Recipe recipe) =>
        recipe.Attestation.Signer is null ? [recipe.Name + ProvenanceSuffix] : [recipe.Name + ProvenanceSuffix, recipe.Name + BundleSuffix];

    internal static string SuffixOf(string format) => format == AttestationSettings.CycloneDx ? CycloneDxSuffix : SpdxSuffix;
}
