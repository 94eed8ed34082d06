using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Libraries;
using InitrdComposer.Proof;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>The gate of a build: what the recipe claims holds for each of its initrds, or nothing is written.</summary>
internal static class ComposedProof
{
    /// <param name="initrds">As they will be packed.</param>
    /// <param name="contents">Of their trees.</param>
    /// <returns>The reports of each initrd, in their order; none of a recipe that claims nothing.</returns>
    /// <exception cref="ComposerException">A claim does not hold.</exception>
    public static ImmutableArray<ImmutableArray<ProofReport>> Require(Recipe recipe, ImmutableArray<InitrdTree> initrds, IContents contents, ComposerTools tools)
    {
        if (recipe.Proof.ClaimsNothing) return [.. initrds.Select(_ => ImmutableArray<ProofReport>.Empty)];
        var catalog = new NeedsCatalog(contents, tools.Remembered);
        var claims = ProofClaims.Of(recipe.Proof);
        ImmutableArray<ImmutableArray<ProofReport>> reports = [.. initrds.Select(initrd => BootProof.Of(NameOf(recipe, initrd), initrd.Tree, contents, catalog.Of(initrd.Tree), claims, recipe.Architecture))];
        return ProofGate.RefusalOf(reports.SelectMany(report => report)) is ComposerException refusal ? throw refusal : reports;
    }

    private static string NameOf(Recipe recipe, InitrdTree initrd) => initrd.Variant is string variant ? $"{recipe.Name}-{variant}" : recipe.Name;
}
