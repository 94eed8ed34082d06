using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>Writes the bills of materials that a recipe wants of its outputs.</summary>
internal static class SbomWriter
{
    /// <summary>They come before the manifest, which names them.</summary>
    /// <param name="recipe">What was built.</param>
    /// <param name="locked">Of what.</param>
    /// <param name="headers">What the lock's packages say of themselves.</param>
    /// <param name="attested">What came of it.</param>
    /// <param name="inputs">Of the build.</param>
    /// <param name="contents">Has the files of the outputs.</param>
    /// <param name="store">Keeps digests of files from build to build; null: nothing is kept.</param>
    /// <param name="outputs">Takes the bills.</param>
    /// <exception cref="Diagnostics.ComposerException">A file cannot be read again, or the disk is full.</exception>
    public static void Write(
        Recipe recipe, LockFile locked, IReadOnlyList<(LockedPackage Package, PackageHeader Header)> headers, ImmutableArray<AttestedOutput> attested, Digest inputs, IContents contents, IKeyedStore? store, Outputs outputs)
    {
        if (recipe.Attestation.Sbom.IsEmpty) return;
        Sbom sbom = SbomBuilder.Of(recipe, locked, headers, attested, inputs, contents, store);
        outputs.WriteAll<bool>(
        [
            .. recipe.Attestation.Sbom.Distinct().Order(StringComparer.Ordinal).Select(format => new OutputFile<bool>(AttestationFiles.SbomKind, recipe.Name + AttestationFiles.SuffixOf(format), stream =>
            {
                if (format == AttestationSettings.CycloneDx) CycloneDxJson.Write(sbom, stream);
                else SpdxJson.Write(sbom, stream);
                return true;
            })),
        ]);
    }
}
