using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Sysext;

namespace InitrdComposer.Cli.Verbs.Sysext;

/// <summary>Recipes of extensions and their locks, on a command line.</summary>
internal sealed record ExtensionArguments(Argument<string[]> Recipes, Option<string?> Locks, Option<string[]> Profiles, Option<string[]> Settings, BaseArguments Base)
{
    public static ExtensionArguments Create() => new(
        RecipesOf(),
        new("--locks") { Description = "The folder of their lock files, NAME.lock (default: beside each recipe, .lock instead of .toml).", HelpName = "DIR" },
        RecipeArguments.Profiles(), RecipeArguments.Settings(), BaseArguments.Create());

    /// <exception cref="ComposerException">A recipe is of no extension, or two have one name.</exception>
    public ImmutableArray<NamedExtension> Read(ParseResult parsed, BuiltBase onBase)
    {
        NamedExtension[] all = [.. parsed.GetRequiredValue(Recipes).Select(path => Read(parsed, path, onBase.Recipe))];
        if (all.GroupBy(extension => extension.Recipe.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new ComposerException(ExtensionErrors.WrongRecipe, $"two extensions are called {same.Key}: {string.Join(" and ", same.Select(extension => extension.Recipe.Path))}", hint: "give one of them another name");
        }

        return [.. all];
    }

    /// <summary>The command that makes a lock anew, for hints.</summary>
    public string LockCommand(ParseResult parsed, string recipe) => RecipeArguments.Command(
    [
        "sysext", "lock", recipe, .. Base.Words(parsed), .. parsed.GetValue(Locks) is string folder ? ["--locks", folder] : (string[])[],
        .. RecipeArguments.Words(parsed, Profiles, Settings),
    ]);

    public void AddTo(Command verb)
    {
        verb.Add(Recipes);
        verb.Add(Base.Base);
        verb.Add(Base.Recipe);
        verb.Add(Locks);
        verb.Add(Profiles);
        verb.Add(Settings);
    }

    private static Argument<string[]> RecipesOf()
    {
        Argument<string[]> recipes = new("RECIPE")
        {
            Description = "Recipes with an [extension] (TOML; see docs/reference/recipe.md); several are kept apart and checked together.",
            Arity = ArgumentArity.OneOrMore,
        };
        recipes.Validators.Add(given =>
        {
            if (given.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option) given.AddError($"unknown option {option.Value}");
        });
        return recipes;
    }

    private NamedExtension Read(ParseResult parsed, string path, Recipe onBase)
    {
        Recipe recipe = RecipeArguments.Read(parsed, path, Profiles, Settings, onBase);
        if (recipe.Extension is not null && !recipe.DefinedProfiles.IsEmpty && !recipe.DefinedProfiles.Contains(onBase.Distribution ?? ""))
        {
            string of = onBase.Distribution is string distribution ? $"the base is of {distribution}" : "the base's recipe has no distribution";
            Terminal.Run.Print([new Notice(ExtensionErrors.NoDistribution, $"{of}: none of the profiles {string.Join(", ", recipe.DefinedProfiles)} is for it, and what they install is not there", new SourceLocation(path))]);
        }

        if (recipe.Extension is null) throw new ComposerException(ExtensionErrors.WrongRecipe, "has no [extension]: it is a recipe of initrds", new SourceLocation(path), "run: initrd-composer build");
        return new(recipe, parsed.GetValue(Locks) is string folder ? Path.Combine(folder, recipe.Name + ".lock") : RecipeArguments.LockPath(null, path), LockCommand(parsed, path));
    }
}

/// <summary>A recipe, where its lock is, and what makes that anew.</summary>
internal sealed record NamedExtension(Recipe Recipe, string LockPath, string LockCommand);
