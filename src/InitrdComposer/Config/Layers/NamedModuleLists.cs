using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Layers;

/// <summary>The module pattern "default" becomes what it stands for, so that the effective recipe names every pattern and means the same next year.</summary>
internal static class NamedModuleLists
{
    public static Recipe Expand(Recipe recipe, SettingOrigins origins) => recipe with
    {
        Modules = recipe.Modules with { Include = Expand(recipe.Modules.Include, recipe.Architecture, "modules.include", origins) },
        Variants = [.. recipe.Variants.Select((variant, index) => variant with
        {
            Modules = Expand(variant.Modules, recipe.Architecture, $"variants.{index}.modules", origins),
        })],
    };

    private static ImmutableArray<Located<string>> Expand(ImmutableArray<Located<string>> patterns, string architecture, string path, SettingOrigins origins)
    {
        if (!patterns.Any(pattern => pattern.Value == DefaultModules.Name)) return patterns;
        ImmutableArray<Located<string>> expanded =
        [
            .. patterns.SelectMany(pattern => pattern.Value == DefaultModules.Name
                ? DefaultModules.PatternsFor(architecture).Select(name => pattern with { Value = name })
                : [pattern]),
        ];
        for (int i = 0; i < expanded.Length; i++) origins.Record($"{path}.{i}", expanded[i].Location);
        return expanded;
    }
}
