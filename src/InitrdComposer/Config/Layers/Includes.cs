using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Tree;

namespace InitrdComposer.Config.Layers;

/// <summary>The TOML files of a recipe in the order they apply: what a file includes comes before it, and no file comes twice.</summary>
internal sealed class Includes(ProjectFolder project)
{
    /// <summary>More files, or files deeper in one another, are no recipe any more.</summary>
    private const int MaxFiles = 1000, MaxDepth = 32;

    private readonly List<TomlLayer> _layers = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <param name="recipe">The recipe's own file.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="ComposerException">A file is missing, not the project's, includes itself, or is no TOML.</exception>
    public static IReadOnlyList<TomlLayer> Of(TomlLayer recipe, string path, ProjectFolder project)
    {
        var includes = new Includes(project);
        includes.Add(recipe, [Path.GetFullPath(path)]);
        return includes._layers;
    }

    /// <param name="around">Full paths of the file itself and of those that include it, the innermost last.</param>
    private void Add(TomlLayer layer, List<string> around)
    {
        if (layer.Table.Find(LayerSettings.Include) is TomlEntry entry)
        {
            foreach (Located<string> pattern in LayerSettings.IncludeType.Read(entry.Value, LayerSettings.Include, layer.Source))
            {
                foreach (string file in Files(pattern)) AddFile(file, pattern.Location, layer.Source.Origins, around);
            }
        }

        _layers.Add(layer);
        if (_layers.Count > MaxFiles) throw new ComposerException(RecipeDiagnostics.Limit, $"include: got more than {MaxFiles} files, expected at most so many", layer.Source.At(default));
    }

    private void AddFile(string file, SourceLocation place, SettingOrigins origins, List<string> around)
    {
        string full = project.Locate(file, place);
        if (around.Contains(full))
        {
            throw new ComposerException(
                RecipeDiagnostics.Include, $"include goes round: {string.Join(" includes ", around.SkipWhile(path => path != full).Append(full).Select(Path.GetFileName))}", place);
        }

        if (around.Count > MaxDepth) throw new ComposerException(RecipeDiagnostics.Limit, $"include: got files more than {MaxDepth} deep in one another, expected at most so many", place);
        if (!_done.Add(full)) return;
        if (!project.HasFile(full)) throw Missing(file, place);
        Add(Read(full, file, origins), [.. around, full]);
    }

    private TomlLayer Read(string full, string file, SettingOrigins origins)
    {
        string name = project.Shown(file);
        TomlLayer layer;
        try
        {
            layer = TomlLayer.Parse(project.Read(full), name, Path.GetDirectoryName(file) ?? "", origins);
        }
        catch (MalformedDataException cause)
        {
            throw TomlLayer.Malformed(name, cause);
        }

        if (layer.Table.Find(LayerSettings.ProjectRoot) is TomlEntry root)
        {
            throw new ComposerException(RecipeDiagnostics.UnknownKey, $"{LayerSettings.ProjectRoot} is the recipe's own to say, not an included file's", layer.Source.At(root.KeyPosition));
        }

        return layer;
    }

    /// <summary>What a pattern names, in ordinal order; a path without wildcards names itself.</summary>
    private IEnumerable<string> Files(Located<string> pattern)
    {
        (string folder, string name) = (Path.GetDirectoryName(pattern.Value) ?? "", Path.GetFileName(pattern.Value));
        if (name.AsSpan().IndexOfAny("*?[") < 0) return [pattern.Value];
        string full = project.Locate(folder.Length == 0 ? "." : folder, pattern.Location);
        string[] found = !project.HasFolder(full) ? [] : [.. project.List(full).Where(file => Fnmatch.IsMatch(name, file) && project.HasFile(Path.Combine(full, file)))];
        return found.Length > 0 ? found.Select(file => Path.Combine(folder, file)) : throw Missing(pattern.Value, pattern.Location);
    }

    private static ComposerException Missing(string file, SourceLocation place) =>
        new(RecipeDiagnostics.Include, $"include: no file {TomlText.Quote(file)}", place, "relative paths start from the folder of the file that says them");
}
