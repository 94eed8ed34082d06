using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Proof;
using InitrdComposer.Proof.Kernels;

namespace InitrdComposer;

/// <summary>The gate of a build: what the recipe claims holds for each of its initrds, or nothing is written.</summary>
internal static class ComposedProof
{
    /// <returns>The reports of each initrd, in their order; none of a recipe that claims nothing.</returns>
    /// <exception cref="ComposerException">A claim does not hold.</exception>
    public static ImmutableArray<ImmutableArray<ProofReport>> Require(Recipe recipe, ComposedInitrds composed)
    {
        if (recipe.Proof.ClaimsNothing) return [.. composed.Trees.Initrds.Select(_ => ImmutableArray<ProofReport>.Empty)];
        var claims = ProofClaims.Of(recipe.Proof);
        var known = KnownModules.Of(composed.Kernels);
        ImmutableArray<ImmutableArray<ProofReport>> reports =
        [
            .. composed.Trees.Initrds.Select(initrd => BootProof.Of(NameOf(recipe, initrd), initrd.Tree, composed.Texts, composed.Needs.Of(initrd.Tree), claims, recipe.Architecture, known)),
        ];
        composed.Texts.Remember();
        return ProofGate.RefusalOf(reports.SelectMany(report => report)) is ComposerException refusal ? throw refusal : reports;
    }

    private static string NameOf(Recipe recipe, InitrdTree initrd) => initrd.Variant is string variant ? $"{recipe.Name}-{variant}" : recipe.Name;
}
