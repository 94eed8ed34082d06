using System.Collections.Immutable;

namespace InitrdComposer.Config;

/// <summary>What is said of outputs beside the manifest, and who signs it.</summary>
/// <param name="Sbom">Formats of bills of materials: "spdx", "cyclonedx"; none: there is no bill.</param>
/// <param name="Builder">Who builds, as provenance names it: a URI.</param>
/// <param name="Signer">Of the provenance; null: nobody.</param>
public sealed record AttestationSettings(ImmutableArray<string> Sbom, string Builder, SignerSettings? Signer)
{
    /// <summary>Formats of bills of materials that are known.</summary>
    public const string Spdx = "spdx", CycloneDx = "cyclonedx";

    /// <summary>A builder that nobody named.</summary>
    public const string AnyBuilder = "urn:initrd-composer:builder:unnamed";

    /// <summary>What is said unless a recipe says otherwise.</summary>
    public static AttestationSettings Default { get; } = new([Spdx], AnyBuilder, null);
}
