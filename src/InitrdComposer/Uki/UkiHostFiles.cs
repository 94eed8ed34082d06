using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki;

/// <summary>The files of the host that a recipe's UKI is made of, by the keys of [uki] that name them.</summary>
public static class UkiHostFiles
{
    /// <param name="disk">Where they are.</param>
    /// <param name="recipe">Names them.</param>
    /// <param name="recipeFolder">What relative paths start from.</param>
    /// <returns>In the order of their paths: "/stub", "/addon-stub", "/splash".</returns>
    /// <exception cref="ComposerException">One is no file, or the disk does not deliver.</exception>
    public static RootTree Read(Disk disk, Recipe recipe, string recipeFolder) =>
        RootTree.Of((recipe.Uki?.HostFiles ?? []).Select(file => ExtraTrees.ReadFile(disk, file.Path, PathOf(file.Key), recipeFolder)));

    /// <summary>What a key's file is called in the tree.</summary>
    public static RootPath PathOf(string key) => RootPath.Of("/" + key);
}
