using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Config;

/// <summary><see cref="Recipe"/> -> TOML.</summary>
public static class RecipeText
{
    /// <summary>
    /// The effective recipe: every setting in one order and spelling, with file and line of each value, or "default", in a comment. Reads back as the same recipe.
    /// </summary>
    public static string Show(Recipe recipe)
    {
        var text = new StringBuilder($"# effective recipe of {Printable.Escape(Encoding.UTF8.GetBytes(recipe.Path))}\n");
        if (recipe.Layers.Names.Length > 1)
        {
            text.Append(null, $"# made of: {string.Join(", ", recipe.Layers.Names.Select(name => Printable.Escape(Encoding.UTF8.GetBytes(name))))}\n");
        }

        return text.Append(Settings(recipe, recipe.Origins)).ToString();
    }

    /// <summary>Every value of the effective recipe with its place.</summary>
    public static ImmutableArray<EffectiveValue> Values(Recipe recipe)
    {
        var values = new EffectiveValues(recipe.Origins);
        foreach (Setting<Recipe> row in RecipeSettings.Of(recipe)) row.Show(recipe, row.Key, values);
        return values.All;
    }

    /// <summary>The files that the recipe is made of, in the order they apply, then "profile NAME" and "command line".</summary>
    public static ImmutableArray<string> Layers(Recipe recipe) => recipe.Layers.Names;

    /// <summary><see cref="Show"/> without a word on where values come from: the same recipe gives the same text in every folder.</summary>
    public static string Write(Recipe recipe) => $"# The effective recipe of this build. Relative paths start where the recipe was.\n{Settings(recipe, origins: null)}";

    private static EffectiveText Settings(Recipe recipe, ImmutableDictionary<string, SourceLocation>? origins)
    {
        var text = new EffectiveText(origins);
        foreach (Setting<Recipe> row in RecipeSettings.Of(recipe)) row.Show(recipe, row.Key, text);
        return text;
    }
}
