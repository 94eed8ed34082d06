using System.Text;
using InitrdComposer.Config.Settings;
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
        var text = new EffectiveText(recipe.Origins);
        foreach (Setting<Recipe> row in RecipeSettings.All) row.Show(recipe, row.Key, text);
        return $"# effective recipe of {Printable.Escape(Encoding.UTF8.GetBytes(recipe.Path))}\n{text}";
    }
}
