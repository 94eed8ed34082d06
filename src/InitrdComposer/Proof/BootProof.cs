using System.Collections.Immutable;
using InitrdComposer.Libraries;
using InitrdComposer.Proof.Kernels;
using InitrdComposer.Proof.Needs;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof;

/// <summary>
/// Will this initrd boot where it is claimed to? Held against the image alone, as the kernel, udev, modprobe and systemd would find it, before anything boots: a
/// tree that was composed, or one that was read from an image of any maker.
/// </summary>
internal static class BootProof
{
    /// <param name="name">Of the initrd.</param>
    /// <param name="contents">Of the tree.</param>
    /// <param name="needs">What its files need of each other: <see cref="NeedsCatalog"/>.</param>
    /// <param name="architecture">As RPM writes it; null: not known.</param>
    /// <param name="known">Modules that need not be read; null: all are.</param>
    /// <returns>A report for each kernel whose modules are in it.</returns>
    public static ImmutableArray<ProofReport> Of(
        string name, RootTree tree, IContents contents, IReadOnlyDictionary<RootPath, FileNeeds> needs, ProofClaims claims, string? architecture, KnownModules? known = null)
    {
        ImageKernel?[] kernels = [.. ImageKernel.AllIn(tree, contents, known ?? KnownModules.None)];
        if (kernels.Length == 0) kernels = [null];
        return [.. kernels.Select(kernel => Of(name, new(tree, contents, needs, kernel, FeatureClaims.TargetsOf(claims)), claims, architecture))];
    }

    private static ProofReport Of(string name, ProvenImage image, ProofClaims claims, string? architecture)
    {
        return new(name, image.Kernel?.Version,
        [
            Row(ProofClaimKind.General, "boot", GeneralClaim.Needs),
            .. claims.Platforms.Select(platform => Row(ProofClaimKind.Platform, platform.Name, platform.NeedsOf(architecture, claims.IsNetworked))),
            .. claims.Roots.Select(root => Row(ProofClaimKind.Root, root, root == RootClaims.Nfs ? FeatureClaims.Of(root) : RootClaims.Of(root))),
            .. claims.Features.Select(feature => Row(ProofClaimKind.Feature, feature, FeatureClaims.Of(feature))),
        ]);

        ProofRow Row(ProofClaimKind kind, string of, IEnumerable<Need> needed) =>
            new(kind, of, [.. needed.Where(need => image.IsSystemd || need.IsOfAnyInit).SelectMany(need => need.Check(image)).Distinct()]);
    }
}
