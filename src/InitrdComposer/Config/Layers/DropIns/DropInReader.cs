using System.Collections.Immutable;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers.DropIns;

/// <summary>
/// Files in the format of mkosi.conf, over a recipe, in mkosi's order (ParseContext.parse_config_one of mkosi 26): of a folder mkosi.extra/, mkosi.conf and then
/// what is in mkosi.conf.d/, by name; the [Match] of a folder's mkosi.conf is for all of it.
/// </summary>
internal sealed class DropInReader(ProjectFolder project, SettingOrigins origins, ImmutableArray<Override> overrides)
{
    private const string Conf = "mkosi.conf", ConfFolder = "mkosi.conf.d", Extra = "mkosi.extra", Profiles = "mkosi.profiles", Suffix = ".conf";
    private const int MaxDepth = 16;

    /// <summary>mkosi's own configuration, which is no part of the project.</summary>
    private static readonly string[] OfMkosi = ["mkosi-initrd", "mkosi-vm", "mkosi-tools", "mkosi-addon", "mkosi-obs"];

    private readonly List<string> _applied = [];
    private readonly HashSet<string> _included = new(StringComparer.Ordinal);
    private readonly HashSet<string> _knownProfiles = new(StringComparer.Ordinal);

    /// <summary>Files that applied, in order, as messages have them.</summary>
    public IReadOnlyList<string> Applied => _applied;

    /// <summary>Profiles that some [Match] asks for, whether it applied or not.</summary>
    public IReadOnlySet<string> KnownProfiles => _knownProfiles;

    /// <exception cref="ComposerException">A file is missing or malformed, or says what cannot be done.</exception>
    public Recipe LayOver(Recipe recipe)
    {
        if (recipe.Layers.DropIns is ImmutableArray<Located<string>> wanted) return wanted.Aggregate(recipe, (current, path) => LayOver(current, path.Value, path.Location));
        return project.HasFolder(project.FullPath(ConfFolder)) ? LayOver(recipe, ConfFolder, new(recipe.Path)) : recipe;
    }

    /// <param name="path">From the recipe's folder: a file, a folder like mkosi.conf.d, or one that has a mkosi.conf or a mkosi.conf.d.</param>
    /// <param name="place">What names it.</param>
    private Recipe LayOver(Recipe recipe, string path, SourceLocation place)
    {
        string full = project.Locate(path, place);
        _included.Add(full);
        if (project.HasFile(full)) return LayFile(recipe, path, Path.GetDirectoryName(path) ?? "", place, isApplied: true, out _);
        if (!project.HasFolder(full)) throw new ComposerException(RecipeDiagnostics.Include, $"drop-ins: no file or folder {TomlText.Quote(path)}", place, "relative paths start from the folder of the file that says them");
        bool isTree = project.HasFile(Path.Combine(full, Conf)) || project.HasFolder(Path.Combine(full, ConfFolder));
        return isTree ? LayTree(recipe, path, place, 0) : LayAll(recipe, path, place, isApplied: true, 0);
    }

    /// <summary>Include=, as ParseContext.parse_new_includes has it: each once, a folder with its profiles.</summary>
    private Recipe LayIncluded(Recipe recipe, string path, SourceLocation place, int depth)
    {
        string full = project.Locate(path, place);
        string name = Path.GetFileName(path);
        if (OfMkosi.Contains(name) && !project.HasFolder(full))
        {
            throw new ComposerException(RecipeDiagnostics.Unsupported, $"unsupported: Include={name}", place, $"it is a part of mkosi: copy its resources/{name} beside this file");
        }

        if (!_included.Add(full)) return recipe;
        if (project.HasFile(full)) return LayFile(recipe, path, Path.GetDirectoryName(path) ?? "", place, isApplied: true, out _, depth: depth + 1);
        return project.HasFolder(full)
            ? LayTree(recipe, path, place, depth + 1)
            : throw new ComposerException(RecipeDiagnostics.Include, $"Include=: no file or folder {TomlText.Quote(path)}", place, "relative paths start from the folder of the file that says them");
    }

    /// <summary>A folder that has mkosi.profiles/ of its own: the chosen ones come last.</summary>
    private Recipe LayTree(Recipe recipe, string path, SourceLocation place, int depth)
    {
        recipe = LayFolder(recipe, path, place, isApplied: true, depth, isTree: true);
        string folder = $"{path}/{Profiles}";
        if (!project.HasFolder(project.FullPath(folder)) || Rules(recipe).IgnoresFile(folder)) return recipe;
        string[] names = [.. project.List(project.Locate(folder, place))];
        _knownProfiles.UnionWith(names.Select(name => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name));
        foreach (string profile in DropInFacts.Of(recipe, origins, overrides).Profiles)
        {
            if (names.Contains(profile)) recipe = LayFolder(recipe, $"{folder}/{profile}", place, isApplied: true, depth + 1);
            if (names.Contains(profile + Suffix)) recipe = LayFile(recipe, $"{folder}/{profile}{Suffix}", folder, place, isApplied: true, out _, depth: depth + 1);
        }

        return recipe;
    }

    private static DropInRules Rules(Recipe recipe) => new(recipe.Layers);

    private Recipe LayFolder(Recipe recipe, string path, SourceLocation place, bool isApplied, int depth, bool isTree = false)
    {
        if (Rules(recipe).IgnoresFile(path)) return recipe;
        string full = project.Locate(path, place);
        if (depth > MaxDepth) throw new ComposerException(RecipeDiagnostics.Limit, $"drop-ins: got folders more than {MaxDepth} deep in one another, expected at most so many", new(project.Shown(path)));
        RequireNoScripts(recipe, full, path, isTree);
        bool hasExtra = project.HasFolder(Path.Combine(full, Extra)) && !Rules(recipe).IgnoresFile($"{path}/{Extra}");
        if (project.HasFile(Path.Combine(full, Conf)))
        {
            recipe = LayFile(recipe, $"{path}/{Conf}", path, place, isApplied, out isApplied, hasExtra, depth);
        }
        else if (isApplied && hasExtra)
        {
            recipe = LayExtra(recipe, path);
        }

        return project.HasFolder(Path.Combine(full, ConfFolder)) ? LayAll(recipe, $"{path}/{ConfFolder}", place, isApplied, depth + 1) : recipe;
    }

    /// <summary>Files *.conf and folders, by name.</summary>
    private Recipe LayAll(Recipe recipe, string path, SourceLocation place, bool isApplied, int depth)
    {
        string full = project.Locate(path, place);
        foreach (string name in project.List(full).Where(name => !Rules(recipe).IgnoresFile($"{path}/{name}")))
        {
            string inner = $"{path}/{name}";
            if (project.HasFolder(Path.Combine(full, name))) recipe = LayFolder(recipe, inner, place, isApplied, depth + 1);
            else if (name.EndsWith(Suffix, StringComparison.Ordinal)) recipe = LayFile(recipe, inner, Path.GetDirectoryName(path) ?? "", place, isApplied, out _, depth: depth);
        }

        return recipe;
    }

    /// <param name="folder">What its relative paths start from.</param>
    /// <param name="isApplied">What it is part of applies.</param>
    /// <param name="applies">And it, too.</param>
    /// <param name="hasExtra">A mkosi.extra/ is beside it.</param>
    private Recipe LayFile(Recipe recipe, string path, string folder, SourceLocation place, bool isApplied, out bool applies, bool hasExtra = false, int depth = 0)
    {
        applies = false;
        if (depth > MaxDepth) throw new ComposerException(RecipeDiagnostics.Limit, $"drop-ins: got files that include one another more than {MaxDepth} deep, expected at most so many", place);
        DropInRules rules = Rules(recipe);
        if (rules.IgnoresFile(path)) return recipe;
        string name = project.Shown(path);
        IniDocument document = Read(project.Locate(path, place), name);
        _knownProfiles.UnionWith(ProfilesIn(document));
        if (!isApplied) return recipe;

        var source = new SettingSource(name, origins) { Folder = folder };
        DropInFacts facts = DropInFacts.Of(recipe, origins, overrides);
        var match = new DropInMatch(facts, project, source);
        if (!match.Applies(document)) return recipe;
        match.RequireAssertions(document);
        applies = true;
        _applied.Add(name);
        if (hasExtra) recipe = LayExtra(recipe, folder);
        return DropInOptions.LayOver(recipe, document, name, source, facts, rules, (current, included, at) => LayIncluded(current, included, at, depth));
    }

    private Recipe LayExtra(Recipe recipe, string folder)
    {
        string name = project.Shown($"{folder}/{Extra}");
        var source = new SettingSource(name, origins) { Folder = folder, Place = new(name) };
        return OptionValues.Tree(Extra).Aggregate(recipe, (current, change) => SettingRows.Change(RecipeSettings.All, current, ["extra-trees"], "the recipe", "", change, source));
    }

    /// <summary>mkosi would run or read them; all else in a folder it does not look at either.</summary>
    private void RequireNoScripts(Recipe recipe, string full, string path, bool isTree)
    {
        DropInRules rules = Rules(recipe);
        string? unknown = project.List(full).FirstOrDefault(
            name => name.StartsWith("mkosi.", StringComparison.Ordinal) && name is not (Conf or ConfFolder or Extra) && !(isTree && name == Profiles) && !rules.IgnoresFile($"{path}/{name}"));
        if (unknown is null) return;
        throw new ComposerException(
            RecipeDiagnostics.Unsupported, $"unsupported: {unknown} in a drop-in's folder", new(project.Shown($"{path}/{unknown}")), $"there are {Conf}, {ConfFolder}/ and {Extra}/; no scripts are run");
    }

    private IniDocument Read(string full, string name)
    {
        try
        {
            return IniReader.Read(project.Read(full));
        }
        catch (MalformedDataException cause)
        {
            throw TomlLayer.Malformed(name, cause);
        }
    }

    private static IEnumerable<string> ProfilesIn(IniDocument document) =>
        from section in document.Sections
        where section.Name is "Match" or "TriggerMatch"
        from condition in section.Assignments
        where condition.Name is "Profiles" or "Profile"
        select condition.Lines[0].Text.TrimStart('|', '!');
}
