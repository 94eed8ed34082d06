using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Cli.Verbs;

/// <summary>Arguments that several verbs take.</summary>
internal static class RecipeArguments
{
    public static Argument<string> Recipe() => new("RECIPE") { Description = "A recipe (TOML; see docs/reference/recipe.md), or the folder of a bundle." };

    public static Option<string?> Lock() => new("--lock") { Description = "The lock file (default: beside the recipe, .lock instead of .toml).", HelpName = "FILE" };

    public static Option<string[]> Profiles() => new("--profile")
    {
        Description = "A profile of the recipe that applies, besides those that it uses anyway. May be repeated.",
        HelpName = "NAME",
    };

    public static Option<string[]> Settings() => new("--set")
    {
        Description = "Change a setting: = replaces it, += adds to a list or command line, -= takes away, NAME= unsets it. May be repeated.",
        HelpName = "NAME[+|-]=VALUE",
    };

    public static Option<string?> HostModules() => new("--host-modules")
    {
        Description = "Add the modules that a machine has loaded, so that the image depends on it: of FILE (as /proc/modules, lsmod or modalias files have them), of the modalias files below a "
            + "folder (/sys/devices), or without FILE, and then behind RECIPE, of this machine.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The recipe of initrds as this command line wants it.</summary>
    /// <exception cref="ComposerException">It cannot be read, or is of an extension.</exception>
    public static Recipe Read(ParseResult parsed, Argument<string> recipe, Option<string[]> profiles, Option<string[]> settings, Option<string?>? hostModules = null)
    {
        Recipe read = Read(parsed, RecipePath(parsed.GetRequiredValue(recipe)), profiles, settings, hostModules: hostModules);
        Composer.RefuseExtension(read);
        return read;
    }

    /// <summary>The recipe as this command line wants it.</summary>
    /// <param name="onBase">Of an extension: the recipe of its base.</param>
    public static Recipe Read(ParseResult parsed, string path, Option<string[]> profiles, Option<string[]> settings, Recipe? onBase = null, Option<string?>? hostModules = null)
    {
        var choices = new RecipeChoices([.. parsed.GetValue(profiles) ?? []], [.. parsed.GetValue(settings) ?? []]) { Distribution = onBase?.Distribution, Release = onBase?.Release };
        if (hostModules is not null && parsed.GetResult(hostModules) is { Implicit: false })
        {
            choices = choices with { HostModules = Config.HostModules.Read(Disk.Host, parsed.GetValue(hostModules) ?? Config.HostModules.Loaded) };
        }

        Recipe recipe = RecipeReader.Read(path, choices);
        if (!parsed.GetValue(GlobalOptions.Json)) Terminal.Run.Print(recipe.Notices);
        return recipe;
    }

    public static Option<bool> Strict() => new("--strict") { Description = "Treat every note as an error, with its exit code; nothing is published." };

    /// <summary>The recipe's file; of a bundle the one in it.</summary>
    public static string RecipePath(string given) => Places.Of(Disk.Host, given).Recipe ?? given;

    /// <summary>The command that makes a lock anew, for hints: to be pasted into a shell. What the command line changes would change the recipe's own lock.</summary>
    public static string LockCommand(ParseResult parsed, Argument<string> recipe, Option<string?> lockFile, Option<string[]> profiles, Option<string[]> settings)
    {
        string command = Command(["lock", parsed.GetRequiredValue(recipe), .. parsed.GetValue(lockFile) is string path ? ["--lock", path] : (string[])[], .. Words(parsed, profiles, settings)]);
        bool isOfItsOwn = parsed.GetValue(lockFile) is not null || (parsed.GetValue(profiles) ?? []).Length + (parsed.GetValue(settings) ?? []).Length == 0;
        return command + (isOfItsOwn ? "" : "\n  to keep the lock that is there, give --lock FILE to both commands");
    }

    /// <summary>A command of this program, to be pasted into a shell.</summary>
    public static string Command(IEnumerable<string> words) => string.Join(' ', words.Prepend("initrd-composer").Select(Quoted));

    /// <summary>Profiles and settings as they were given.</summary>
    public static IEnumerable<string> Words(ParseResult parsed, Option<string[]> profiles, Option<string[]> settings) =>
    [
        .. (parsed.GetValue(profiles) ?? []).SelectMany(name => (string[])["--profile", name]),
        .. (parsed.GetValue(settings) ?? []).SelectMany(setting => (string[])["--set", setting]),
    ];

    public static string LockPath(string? given, string recipe) => given ?? Path.ChangeExtension(recipe, ".lock");

    private static string Quoted(string word) => word.All(IsPlain) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || character is '/' or '.' or '_' or '-' or '+' or ',' or ':' or '@' or '=';
}
