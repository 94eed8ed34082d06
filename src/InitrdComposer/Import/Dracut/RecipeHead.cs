using System.Collections.Immutable;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>What a recipe says that dracut.conf does not: the distribution, its repositories, and which packages have the kernel.</summary>
internal static class RecipeHead
{
    private const string ToBeSaid = "say where the packages come from: a URL or a folder";

    public static IEnumerable<string> Comment(ImmutableArray<string> files, IEnumerable<ImportFinding> findings)
    {
        yield return "Imported from dracut's configuration:";
        foreach (string file in files) yield return $"  {file}";
        ImportFinding[] losses = [.. findings.Where(finding => finding.IsLoss)];
        if (losses.Length == 0) yield break;
        yield return "";
        yield return "Not carried over:";
        foreach (ImportFinding loss in losses) yield return $"  {loss.Place}: {loss.Subject}";
    }

    public static ImmutableArray<DraftLine> Of(DracutRequest request, Distribution distribution, bool isUki)
    {
        var lines = ImmutableArray.CreateBuilder<DraftLine>();
        lines.Add(DraftLine.Value("minimum-version", "0.1"));
        if (request.ProjectRoot is string root) lines.Add(DraftLine.Value("project-root", root));
        lines.Add(DraftLine.Value("distribution", distribution.Id));
        if (request.Release is string release) lines.Add(DraftLine.Value("release", release));
        lines.Add(new("drop-ins", request.DropIns is string dropIns ? $"[{Formats.Toml.TomlText.Quote(dropIns)}]" : "[]", request.DropIns is null ? "this recipe names all it has" : "the base, by distribution"));
        string[] urls = [.. request.Repositories];
        for (int i = 0; i < Math.Max(1, urls.Length); i++)
        {
            lines.Add(DraftLine.Value("repositories.id", i == 0 ? distribution.Id : $"{distribution.Id}-{i + 1}") with { Instance = i });
            lines.Add(DraftLine.Value("repositories.baseurl", urls.Length == 0 ? "repository" : urls[i], urls.Length == 0 ? ToBeSaid : null) with { Instance = i });
        }

        lines.Add(DraftLine.Value("roles.kernel", distribution.Kernel, "one package: a name, or a glob of its name"));
        foreach (string name in distribution.KernelModules.Split(' ', StringSplitOptions.RemoveEmptyEntries)) lines.Add(DraftLine.Element("roles.kernel-modules", name));
        if (isUki) lines.Add(DraftLine.Value("roles.stub", distribution.Stub));
        return lines.ToImmutable();
    }
}
