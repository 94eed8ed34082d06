using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Testing;

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

    /// <summary>The recipe of the reference, which uses every setting, with the files that it names.</summary>
    public static Recipe ParseExample()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["common.toml"], "");
        Directory.CreateDirectory(folder["mkosi.conf.d"]);
        return Parse(RecipeReference.Example, folder["example.toml"]);
    }
}
