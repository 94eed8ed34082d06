using InitrdComposer.Config.Settings;

namespace InitrdComposer.Config;

/// <summary>The table of settings as a page for people: docs/reference/recipe.md.</summary>
public static class RecipeReference
{
    /// <summary>A recipe that uses every setting.</summary>
    public static string Example => string.Join('\n', RecipeSettings.All.Select(row => row.Example)) + "\n";

    /// <summary>The page, as Markdown.</summary>
    public static string Markdown()
    {
        var text = new ReferenceText();
        text.Paragraph("# Recipe settings");
        text.Paragraph("<!-- Written from the table of settings in src/InitrdComposer/Config/Settings/RecipeSettings.cs by `make golden`. -->");
        text.Paragraph(
            "A recipe is a TOML 1.0 file. Unknown keys are errors. Relative paths start from the recipe's folder. `initrd-composer show RECIPE` prints every\n"
            + "setting with the file and line it comes from.");
        foreach (Setting<Recipe> row in RecipeSettings.All) row.Document(text);
        return text.ToString();
    }
}
