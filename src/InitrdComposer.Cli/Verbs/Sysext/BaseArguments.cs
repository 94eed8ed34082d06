using System.CommandLine;
using System.Text;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Manifest;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>What extensions are composed against, on a command line.</summary>
internal sealed record BaseArguments(Option<string> Base, Option<string?> Recipe)
{
    public static BaseArguments Create() => new(
        new("--base") { Description = "What it extends: the output folder of `build`.", HelpName = "OUT", Required = true },
        new("--base-recipe")
        {
            Description = "Where relative paths of the base's recipe start: its original file, or a bundle (default: remembered from the build on this machine, else OUT).",
            HelpName = "FILE",
        });

    public BuiltBase Read(ParseResult parsed, Run run)
    {
        var built = BuiltFolder.Read(Disk.Host, parsed.GetRequiredValue(Base));
        string? given = parsed.GetValue(Recipe) is string path ? RecipeArguments.RecipePath(path) : null;
        return BuiltBase.Read(Disk.Host, built, given ?? run.OriginOf(built.Lock.Digest) ?? built.Recipe.File);
    }

    /// <summary>As it was given, for commands in hints.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
    [
        "--base", parsed.GetRequiredValue(Base),
        .. parsed.GetValue(Recipe) is string recipe ? ["--base-recipe", recipe] : (string[])[],
    ];
}
