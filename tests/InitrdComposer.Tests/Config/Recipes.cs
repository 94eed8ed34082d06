using System.Text;
using InitrdComposer.Config;

namespace InitrdComposer.Tests.Config;

/// <summary>Recipes as text.</summary>
internal static class Recipes
{
    /// <summary>The least that a recipe must say.</summary>
    public const string Small = """
        [[repositories]]
        id = "demo"
        baseurl = "../repo"

        [packages]
        install = ["systemd", "bash"]

        """;

    public static Recipe Parse(string text, string path = "small.toml") => RecipeReader.Parse(Encoding.UTF8.GetBytes(text), path);
}
