using System.CommandLine;

namespace InitrdComposer.Cli.Verbs;

/// <summary>Arguments that several verbs take.</summary>
internal static class RecipeArguments
{
    public static Argument<string> Recipe() => new("RECIPE") { Description = "A recipe (TOML); see docs/reference/recipe.md." };

    public static Option<string?> Lock() => new("--lock") { Description = "The lock file (default: beside the recipe, .lock instead of .toml).", HelpName = "FILE" };

    public static Option<bool> Strict() => new("--strict") { Description = "Treat every note as an error." };

    public static string LockPath(string? given, string recipe) => given ?? Path.ChangeExtension(recipe, ".lock");
}
