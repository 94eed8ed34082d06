using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Signing;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>Writes what a recipe wants said of its outputs beside the manifest.</summary>
internal static class AttestationWriter
{
    /// <summary>Bills of materials, which the manifest names: they come before it.</summary>
    /// <param name="recipe">What was built.</param>
    /// <param name="locked">Of what.</param>
    /// <param name="headers">What the lock's packages say of themselves.</param>
    /// <param name="attested">What came of it.</param>
    /// <param name="inputs">Of the build.</param>
    /// <param name="contents">Has the files of the outputs.</param>
    /// <param name="store">Keeps digests of files from build to build; null: nothing is kept.</param>
    /// <param name="outputs">Takes the bills.</param>
    /// <exception cref="Diagnostics.ComposerException">A file cannot be read again, or the disk is full.</exception>
    public static void WriteSboms(
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

    /// <summary>The provenance, which names the manifest: it comes last. Signed, it stands a second time in an envelope.</summary>
    /// <param name="name">Of the recipe.</param>
    /// <param name="statement">From <see cref="Provenance"/>.</param>
    /// <param name="signer">Null: nobody.</param>
    /// <param name="outputs">Takes it.</param>
    /// <exception cref="Diagnostics.ComposerException">The signer does not sign, or the disk is full.</exception>
    public static void WriteProvenance(string name, byte[] statement, Signer? signer, Outputs outputs)
    {
        outputs.Write("provenance", name + AttestationFiles.ProvenanceSuffix, statement);
        if (signer is not null) outputs.Write("envelope", name + AttestationFiles.BundleSuffix, Sign(statement, signer).ToJsonLine());
    }

    /// <summary>RSASSA-PKCS1-v1_5 or ECDSA over SHA-256 of what DSSE signs.</summary>
    private static DsseEnvelope Sign(byte[] statement, Signer signer) => new(
        Provenance.PayloadType, statement, [new(signer.PublicKey.KeyId, signer.Sign(DsseEnvelope.SignedBytes(Provenance.PayloadType, statement)))]);
}
