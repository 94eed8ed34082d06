using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config.Layers.DropIns;
using InitrdComposer.Config.Layers.RepoFiles;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers;

/// <summary>
/// The layers of a recipe become one: defaults, includes, the recipe, drop-ins, profiles, modules of a machine, the command line. A later layer's list is added to an earlier
/// one's, anything else that it says replaces.
/// </summary>
internal static class RecipeComposition
{
    private const string Repositories = "repositories";

    /// <param name="disk">Where what it includes is.</param>
    /// <param name="utf8">The recipe's own text.</param>
    /// <param name="path">Its file.</param>
    /// <param name="choices">From the command line.</param>
    /// <exception cref="ComposerException">Some layer cannot be read, or all together are no recipe.</exception>
    public static Recipe Compose(Disk disk, ReadOnlySpan<byte> utf8, string path, RecipeChoices choices)
    {
        var origins = new SettingOrigins();
        TomlLayer own = TomlLayer.Parse(utf8, path, "", origins);
        ImmutableArray<Override> overrides = [.. choices.Settings.Select(Override.Parse)];
        var project = new ProjectFolder(disk, path, ProjectRoot(own));
        var names = ImmutableArray.CreateBuilder<string>();

        Recipe recipe = Recipe.Blank(path);
        foreach (TomlLayer layer in Includes.Of(own, path, project))
        {
            recipe = layer.LayOver(recipe);
            names.Add(layer.Name);
        }

        recipe = WithProfiles(OfBase(recipe, choices, origins), choices.Profiles, origins);
        var dropIns = new DropInReader(project, origins, overrides);
        recipe = dropIns.LayOver(recipe);
        names.AddRange(dropIns.Applied);

        foreach (Located<string> profile in recipe.Layers.UseProfiles.DistinctBy(profile => profile.Value))
        {
            ImmutableArray<ProfileTable> tables = [.. recipe.Layers.Profiles.Where(table => table.Name == profile.Value)];
            if (tables.IsEmpty && !dropIns.KnownProfiles.Contains(profile.Value)) throw UnknownProfile(profile, recipe, dropIns.KnownProfiles);
            recipe = tables.Aggregate(recipe, (current, table) => ProfilesSetting.Apply(table, current, origins));
            names.Add($"profile {profile.Value}");
        }

        recipe = HostModuleLayer.LayOver(recipe, choices.HostModules, origins);
        if (choices.HostModules.Length > 0) names.Add(HostModuleLayer.Place);
        recipe = overrides.Aggregate(recipe, (current, change) => change.LayOver(current, origins));
        if (overrides.Length > 0) names.Add(Override.Place);
        return Finish(disk, recipe, own, origins, names.ToImmutable());
    }

    private static Recipe Finish(Disk disk, Recipe recipe, TomlLayer own, SettingOrigins origins, ImmutableArray<string> layers)
    {
        recipe = RepositoryFiles.LayOver(recipe, disk, origins);
        RequireChosenRepositories(recipe, origins, own);
        recipe = SettingRows.Complete(RecipeSettings.All, recipe, "", origins, new("the recipe", own.Source.At(own.Table.Position)));
        recipe = NamedModuleLists.Expand(recipe, origins);
        recipe = recipe with
        {
            Name = recipe.Name.Length > 0 ? recipe.Name : Path.GetFileNameWithoutExtension(recipe.Path),
            Origins = origins.ToImmutable(),
            Layers = RecipeLayers.Consumed(layers),
            DefinedProfiles = [.. recipe.Layers.Profiles.Select(profile => profile.Name).Distinct().Order(StringComparer.Ordinal)],
        };
        RecipeChecks.Require(disk, recipe);
        return recipe with { Text = Encoding.UTF8.GetBytes(RecipeText.Write(recipe)) };
    }

    /// <summary>Needed before the recipe can be read with what it includes.</summary>
    private static string ProjectRoot(TomlLayer own) => own.Table.Find(LayerSettings.ProjectRoot) is TomlEntry entry
        ? LayerSettings.ProjectRootType.Read(entry.Value, LayerSettings.ProjectRoot, own.Source)
        : ".";

    private static Recipe OfBase(Recipe recipe, RecipeChoices choices, SettingOrigins origins)
    {
        var place = new SourceLocation("the base");
        foreach ((string key, string? own, string? ofBase) in ((string, string?, string?)[])[("distribution", recipe.Distribution, choices.Distribution), ("release", recipe.Release, choices.Release)])
        {
            if (own is null && ofBase is not null) origins.Record(key, place);
        }

        recipe = recipe with { Distribution = recipe.Distribution ?? choices.Distribution, Release = recipe.Release ?? choices.Release };
        return choices.Distribution is string distribution && recipe.Layers.Profiles.Any(profile => profile.Name == distribution)
            ? WithProfiles(recipe, [distribution], origins)
            : recipe;
    }

    private static Recipe WithProfiles(Recipe recipe, ImmutableArray<string> names, SettingOrigins origins)
    {
        if (names.IsEmpty) return recipe;
        var place = new SourceLocation(Override.Place);
        if (!origins.IsGiven(LayerSettings.UseProfiles)) origins.Record(LayerSettings.UseProfiles, place);
        return recipe with { Layers = recipe.Layers with { UseProfiles = recipe.Layers.UseProfiles.AddRange(names.Select(name => new Located<string>(name, place))) } };
    }

    /// <summary>A recipe for several distributions has repositories in profiles: which are there is what its user needs to know.</summary>
    private static void RequireChosenRepositories(Recipe recipe, SettingOrigins origins, TomlLayer own)
    {
        if (origins.IsGiven(Repositories) || origins.IsGiven("extension")) return;
        string[] profiles = [.. recipe.Layers.Profiles.Where(profile => profile.Settings.Find(Repositories) is not null).Select(profile => profile.Name).Distinct().Order(StringComparer.Ordinal)];
        if (profiles.Length == 0) return;
        throw new ComposerException(
            RecipeDiagnostics.Missing, $"the recipe has no [[{Repositories}]]: they are in profiles, of which none is chosen", own.Source.At(own.Table.Position),
            $"choose a profile that has some: {string.Join(", ", profiles)}");
    }

    private static ComposerException UnknownProfile(Located<string> profile, Recipe recipe, IEnumerable<string> ofDropIns)
    {
        string[] known = [.. recipe.Layers.Profiles.Select(table => table.Name).Concat(ofDropIns).Distinct().Order(StringComparer.Ordinal)];
        string hint = known.Length == 0 ? "the recipe has none: define it as [profiles.NAME]"
            : Spelling.Closest(profile.Value, known) is string close ? $"did you mean {close}?"
            : $"there are: {string.Join(", ", known)}";
        return new(RecipeDiagnostics.Profile, $"no profile is called {TomlText.Quote(profile.Value)}", profile.Location, hint);
    }
}
