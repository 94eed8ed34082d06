using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>What extensions are composed against, on a command line.</summary>
internal sealed record BaseArguments(Option<string> Base, Option<string?> Recipe)
{
    private const string OriginHint = "say with --base-recipe FILE where the base's recipe is: it was not built here";

    /// <param name="isRequired">Else <see cref="Read"/> is for command lines that have one.</param>
    public static BaseArguments Create(bool isRequired = true) => new(
        new("--base") { Description = "What it extends: the output folder of `build`.", HelpName = "OUT", Required = isRequired },
        new("--base-recipe")
        {
            Description = "Where relative paths of the base's recipe start: its original file, or a bundle (default: remembered from the build on this machine, else OUT).",
            HelpName = "FILE",
        });

    /// <exception cref="ComposerException">The folder is none of `build`, or its recipe's own place is needed and not known.</exception>
    public BuiltBase Read(ParseResult parsed, Run run)
    {
        string folder = parsed.GetRequiredValue(Base);
        var built = BuiltFolder.Read(Disk.Host, folder);
        if (parsed.GetValue(Recipe) is string given)
        {
            string path = RecipeArguments.RecipePath(given);
            return new DiskView(Disk.Host).HasFile(path) ? BuiltBase.Read(Disk.Host, built, path) : throw new ComposerException(LocalFailure.NotFound, "--base-recipe: no such file", new SourceLocation(given));
        }

        string? origin = run.Origins.Find(folder, built.Lock.Digest);
        if (origin is not null && new DiskView(Disk.Host).HasFile(origin)) return BuiltBase.Read(Disk.Host, built, origin);
        try
        {
            return BuiltBase.Read(Disk.Host, built, built.Recipe.File);
        }
        catch (ComposerException refused) when (refused.Location?.File == built.Recipe.File)
        {
            throw new ComposerException(refused.Id, refused.Message, refused.Location, OriginHint, refused);
        }
    }

    /// <exception cref="ComposerException">The outputs would replace the base, or lie in its folder, which is replaced as a whole.</exception>
    public void RequireApart(ParseResult parsed, string output)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)), onBase = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(Base)));
        if (!$"{target}/".StartsWith($"{onBase}/", StringComparison.Ordinal) && !$"{onBase}/".StartsWith($"{target}/", StringComparison.Ordinal)) return;
        throw new ComposerException(ExtensionErrors.NoBase, $"--output {output}: got the base's folder, or one inside or above it, expected one of its own: `build` replaces its folder as a whole", hint: "for example: -o extensions");
    }

    /// <summary>As it was given, for commands in hints.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
    [
        "--base", parsed.GetRequiredValue(Base),
        .. parsed.GetValue(Recipe) is string recipe ? ["--base-recipe", recipe] : (string[])[],
    ];
}
