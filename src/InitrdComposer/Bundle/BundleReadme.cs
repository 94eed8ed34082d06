using InitrdComposer.Config;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Lock;

namespace InitrdComposer.Bundle;

/// <summary>What a bundle says of itself to whoever finds it.</summary>
internal static class BundleReadme
{
    public static string Of(Recipe recipe, LockFile locked) =>
        $"""
        {recipe.Name}, with everything that it is built from: no network is needed, and this folder may be anywhere.

          initrd-composer build --offline --locked . -o OUT     builds it
          initrd-composer rebuild OUT --recipe .                builds again what OUT holds, and compares every byte

        {recipe.Name}.toml    the recipe
        {recipe.Name}.lock    its packages by digest: {locked.Packages.Length}, {locked.Packages.Sum(package => package.Size)} bytes
        repositories/  the packages, and the metadata that they were chosen from
        trees/         files that the recipe adds
        keys/          certificates of those whose signatures count, where the recipe names some
        {BundleIndex.FileName}   which of the recipe's URLs and paths is which folder here

        {Keys(recipe)}Made by `initrd-composer fetch {recipe.Name}.toml --into DIR`, which also repairs it. Every package is checked by its digest whenever it is read.

        """;

    /// <summary>What signs stays where it is: whoever builds from the bundle has it, or signs nothing.</summary>
    private static string Keys(Recipe recipe)
    {
        RecipeSigner[] signers = [.. RecipeSigner.AllOf(recipe)];
        if (signers.Length == 0) return "";
        string names = string.Concat(signers.Select(signer => $"  {signer.Setting} = {TomlText.Quote(signer.Settings.Key)}\n"));
        return $"What signs is not here, neither keys nor their certificates:\n{names}Put it at these places, paths starting from this folder; or say where it is, by --set; or sign nothing:\n\n"
            + $"  initrd-composer build --offline --locked . -o OUT {RecipeSigner.WithoutAny(recipe)}\n\n";
    }
}
