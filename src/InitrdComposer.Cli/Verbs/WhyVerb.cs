using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Lock;
using InitrdComposer.Questions;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`why`: what brought a package into a lock.</summary>
internal static class WhyVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> subject = new("RECIPE|LOCK") { Description = "A lock (.lock), or a recipe or bundle that has one." };
        Argument<string> package = new("PACKAGE") { Description = "A package of the lock: name, NEVRA, or a glob over either." };
        Option<string?> lockFile = RecipeArguments.Lock();
        Option<bool> cost = new("--cost") { Description = "Also say what would leave with it if nothing asked for it any more, by the sizes of the packages." };
        var verb = new Verb(
            "why", "Say which line of the recipe brought a package into the lock, and by which dependencies.",
            "initrd-composer why my.toml libicu72",
            "initrd-composer why my.toml 'perl*' --cost",
            "initrd-composer why out/my.lock perl-base --json")
        {
            subject,
            package,
            lockFile,
            cost,
        };
        verb.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(subject);
            bool isLock = given.EndsWith(".lock", StringComparison.Ordinal);
            string recipe = isLock ? Path.ChangeExtension(given, ".toml") : RecipeArguments.RecipePath(given);
            string path = isLock ? given : RecipeArguments.LockPath(parsed.GetValue(lockFile), recipe);
            ImmutableArray<Why> answers = Why.Of(LockReader.Read(path), parsed.GetRequiredValue(package), path);
            if (parsed.GetValue(GlobalOptions.Json)) Console.WriteLine(WhyReport.Json(answers, recipe));
            else Console.Write(string.Join('\n', answers.Select(answer => WhyReport.Text(answer, recipe, parsed.GetValue(cost)))));
            return 0;
        });
        return verb;
    }
}
