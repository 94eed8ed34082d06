using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Signing;
using InitrdComposer.Uki.Forecast;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Uki;

/// <summary>Who signs a recipe's UKIs.</summary>
public static class UkiSigningRecipe
{
    /// <summary>Opens the keys that a recipe names, so that whatever is wrong with them is told before anything is made; null: nobody signs.</summary>
    /// <param name="disk">Where keys are.</param>
    /// <param name="recipe">Names them.</param>
    /// <param name="recipeFolder">What relative paths start from.</param>
    /// <exception cref="ComposerException">A key cannot be used.</exception>
    public static UkiSigning? Of(Disk disk, Recipe recipe, string recipeFolder)
    {
        if (recipe.Uki is not UkiSettings settings || (settings.Sign.IsEmpty && settings.PcrSigner is null)) return null;
        var opened = ImmutableArray.CreateBuilder<Signer>();
        try
        {
            foreach (RecipeSigner signer in RecipeSigner.OfImages(recipe)) opened.Add(signer.Load(disk, recipe, recipeFolder));
            PcrSigning? pcrs = RecipeSigner.OfPcrs(recipe) is RecipeSigner pcr ? new(pcr.Load(disk, recipe, recipeFolder), GroupsOf(settings), PcrBanks.Named(settings.PcrBanks)) : null;
            return new(opened.ToImmutable(), SigningTime: null, pcrs);
        }
        catch
        {
            foreach (Signer signer in opened) signer.Dispose();
            throw;
        }
    }

    private static ImmutableArray<PcrPhases> GroupsOf(UkiSettings settings) =>
    [
        settings.PcrPhases.IsEmpty ? PcrPhases.Default : new(PhasePath.SortedOnce(settings.PcrPhases), null),
        .. settings.SignsInitrdPcrs ? [PcrPhases.Initrd] : ImmutableArray<PcrPhases>.Empty,
    ];
}
