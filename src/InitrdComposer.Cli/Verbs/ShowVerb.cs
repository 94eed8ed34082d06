using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`show`: the effective recipe.</summary>
internal static class ShowVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> recipe = RecipeArguments.Recipe();
        var verb = new Verb("show", "Print the effective recipe, every setting with the line that it comes from.", "initrd-composer show my.toml") { recipe };
        verb.SetAction(parsed =>
        {
            Console.Write(RecipeText.Show(RecipeReader.Read(parsed.GetRequiredValue(recipe))));
            return 0;
        });
        return verb;
    }
}
