using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Tree;

namespace InitrdComposer.Config.Layers.RepoFiles;

/// <summary>dnf's .repo files as layers of a recipe: each enabled section is a [[repositories]] more, every value with its line of the file.</summary>
internal static class RepositoryFiles
{
    private static readonly IniLimits Limits = new();

    /// <param name="recipe">Of all other layers.</param>
    /// <param name="disk">Where the files are.</param>
    /// <param name="origins">Told of each value.</param>
    /// <exception cref="ComposerException">A file is missing or malformed, or asks for what is not done here.</exception>
    public static Recipe LayOver(Recipe recipe, Disk disk, SettingOrigins origins)
    {
        if (recipe.Layers.RepositoryFiles.IsEmpty) return recipe;
        var variables = RepoVariables.Of(recipe);
        var notices = ImmutableArray.CreateBuilder<Notice>();
        string recipeFolder = Path.GetDirectoryName(Path.GetFullPath(recipe.Path))!;
        foreach (string path in recipe.Layers.RepositoryFiles.SelectMany(pattern => Files(new DiskView(disk), recipeFolder, pattern)).Distinct())
        {
            var source = new SettingSource(path, origins);
            var sections = new RepoSections(variables, source);
            foreach (TomlTable table in sections.Read(Read(disk, Path.GetFullPath(path, recipeFolder), path)).ToArray()) recipe = LayOver(recipe, table, source);
            notices.AddRange(sections.Notices);
        }

        return recipe with { Notices = recipe.Notices.AddRange(notices) };
    }

    /// <summary>Over the table of the recipe that has the section's id and no place, else behind all others.</summary>
    private static Recipe LayOver(Recipe recipe, TomlTable section, SettingSource source)
    {
        TableArraySetting<Recipe, RepositorySource> setting = RecipeSettings.Repositories;
        string id = ((TomlString)section.Find("id")!.Value).Value;
        for (int i = 0; i < recipe.Repositories.Length; i++)
        {
            string prefix = $"{setting.Key}.{i}.";
            if (recipe.Repositories[i].Id == id && !RecipeChecks.PlaceKeys.Any(key => source.Origins.IsGiven(prefix + key))) return setting.Fill(recipe, i, section, source);
        }

        return setting.Read(recipe, new(setting.Key, section.Position, TomlArray.Of([section], section.Position)), setting.Key, source);
    }

    private static IniDocument Read(Disk disk, string full, string name)
    {
        try
        {
            return IniReader.Read(TomlFile.Read(disk, full, new TomlLimits(Limits.MaxBytes, 1)), Limits, IniDialect.Repo);
        }
        catch (MalformedDataException cause)
        {
            throw TomlLayer.Malformed(name, cause);
        }
    }

    /// <summary>What a pattern names, in ordinal order; a path without wildcards names itself.</summary>
    private static IEnumerable<string> Files(DiskView view, string recipeFolder, Located<string> pattern)
    {
        (string folder, string name) = (Path.GetDirectoryName(pattern.Value) ?? "", Path.GetFileName(pattern.Value));
        string full = Path.GetFullPath(folder.Length == 0 ? "." : folder, recipeFolder);
        string[] found = name.AsSpan().IndexOfAny("*?[") < 0 ? [name]
            : view.HasFolder(full) ? [.. view.List(full).Where(file => Fnmatch.IsMatch(name, file)).Order(StringComparer.Ordinal)]
            : [];
        found = [.. found.Where(file => view.HasFile(Path.Combine(full, file)))];
        return found.Length > 0 ? found.Select(file => Path.Combine(folder, file)) : throw new ComposerException(
            RecipeDiagnostics.Include, $"repository-files: no file {TomlText.Quote(pattern.Value)}", pattern.Location, "relative paths start from the folder of the file that says them");
    }
}
