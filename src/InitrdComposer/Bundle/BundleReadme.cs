using InitrdComposer.Config;
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
        {Places.FileName}   which of the recipe's URLs and paths is which folder here

        Made by `initrd-composer fetch {recipe.Name}.toml --into DIR`, which also repairs it. Every package is checked by its digest whenever it is read.

        """;
}
