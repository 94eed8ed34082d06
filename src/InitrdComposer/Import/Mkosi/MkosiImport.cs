using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Mkosi;

/// <summary>
/// A tree of mkosi's configuration for initrds becomes a recipe that names it: the tree stays what it is and is kept, its conditions and profiles decide when
/// the recipe is read. What of it means nothing here is named in drop-ins-ignore, so that nothing is left out unseen later.
/// </summary>
public static class MkosiImport
{
    /// <param name="disk">Where the trees are.</param>
    /// <param name="trees">Folders with a mkosi.conf, or files; later ones are laid over earlier ones.</param>
    /// <param name="request">What the recipe is for; its folder absolute.</param>
    /// <exception cref="ComposerException">A tree cannot be read, or the recipe would not be one; the distribution has no RPMs.</exception>
    public static ImportedRecipe Of(Disk disk, IReadOnlyList<string> trees, MkosiRequest request)
    {
        var distribution = Distribution.Find(request.Distribution);
        foreach (string tree in trees) RequireTree(disk, tree);
        string NameOf(string path) => Path.GetRelativePath(request.Folder, Path.GetFullPath(path));
        TreeFiles[] files = [.. trees.Select(tree => TreeFiles.Of(disk, tree))];
        bool isUki = request.Uki || files.Any(tree => tree.WantsUki);
        TreeSurvey[] surveys = [.. files.Select(tree => TreeSurvey.Of(disk, tree, NameOf, isUki))];
        ImmutableArray<(string Part, string Comment)> left = [.. surveys.SelectMany(survey => survey.Ignored).DistinctBy(entry => entry.Part)];
        ImmutableArray<string> profiles = [.. files.SelectMany(tree => tree.ProfileNames).Distinct(StringComparer.Ordinal)];
        string[] names = [.. trees.Select(NameOf)];
        ImmutableArray<ImportFinding> findings = [.. surveys.SelectMany(survey => survey.Findings)];
        var lines = new List<DraftLine> { DraftLine.Value("minimum-version", "0.1") };
        if (names.Select(ProjectRoot.Of).MaxBy(root => root?.Length ?? 0) is string root) lines.Add(DraftLine.Value("project-root", root));
        lines.Add(DraftLine.Value("distribution", distribution.Id));
        if (request.Release is string release) lines.Add(DraftLine.Value("release", release));
        lines.Add(new("drop-ins", $"[{string.Join(", ", names.Select(TomlText.Quote))}]", null));
        lines.Add(new("drop-ins-optional-patterns", "true", "as in mkosi, a pattern may match nothing"));
        lines.AddRange(left.Select(entry => DraftLine.Element("drop-ins-ignore", entry.Part, entry.Comment)));
        lines.AddRange(request.Profiles.Select(profile => DraftLine.Element("use-profiles", profile)));
        lines.AddRange(RecipeSources.Of(request.Repositories, distribution, isUki));
        lines.Add(new("packages.install", "[]", "the tree names them"));
        if (isUki) lines.Add(DraftLine.Value("uki.cmdline", "", "KernelCommandLine= adds to it"));

        HashSet<string> applied = Applied(disk, RecipeDraft.Write([], lines), profiles, request);
        HashSet<string> ignored = [.. left.Select(entry => entry.Part)];
        ImmutableArray<ImportFinding> told =
        [
            .. findings.Where(finding => !finding.Place.File.EndsWith(".conf", StringComparison.Ordinal) || applied.Contains(Path.GetFullPath(finding.Place.File)) || ignored.Contains(NameOf(finding.Place.File))),
        ];
        return new(RecipeDraft.Write(Head(trees, profiles, told), lines), told) { Files = [.. files.SelectMany(tree => tree.Documents).Select(document => document.Path).Where(file => applied.Contains(Path.GetFullPath(file)))] };
    }

    /// <summary>
    /// Files that apply to the distribution and release, by themselves or with some profile of the tree: what the others say is nobody's loss. What is wrong
    /// with them is said now, with its place.
    /// </summary>
    private static HashSet<string> Applied(Disk disk, string text, ImmutableArray<string> profiles, MkosiRequest request)
    {
        string path = Path.Combine(request.Folder, "recipe.toml");
        return
        [
            .. profiles.Prepend(null)
                .Select(profile => RecipeReader.Parse(Encoding.UTF8.GetBytes(text), path, RecipeChoices.None with { Profiles = profile is null ? [] : [profile] }, disk))
                .SelectMany(recipe => RecipeText.Layers(recipe)).Where(layer => layer.StartsWith('/')),
        ];
    }

    private static void RequireTree(Disk disk, string tree)
    {
        var view = new DiskView(disk);
        if (view.HasFile(tree) || (view.HasFolder(tree) && (view.HasFile(Path.Combine(tree, "mkosi.conf")) || view.HasFolder(Path.Combine(tree, "mkosi.conf.d"))))) return;
        throw new ComposerException(ImportDiagnostics.Usage, "no mkosi.conf and no mkosi.conf.d", new SourceLocation(tree), "name the folder that mkosi is told to --include");
    }

    private static IEnumerable<string> Head(IReadOnlyList<string> trees, ImmutableArray<string> profiles, IEnumerable<ImportFinding> findings)
    {
        yield return $"Imported from mkosi's configuration, which it reads: {string.Join(", ", trees)}";
        if (profiles.Length > 0) yield return $"Profiles, for use-profiles and --profile: {string.Join(", ", profiles)}";
        ImportFinding[] losses = [.. findings.Where(finding => finding.IsLoss)];
        if (losses.Length == 0) yield break;
        yield return "";
        yield return "Not carried over:";
        foreach (ImportFinding loss in losses) yield return $"  {loss.Place}: {loss.Subject}";
    }
}
