using System.Collections.Immutable;
using InitrdComposer.Import.Features;

namespace InitrdComposer.Import.Dracut;

/// <summary>What a recipe says that dracut.conf does not: the distribution, its repositories, and which packages have the kernel.</summary>
internal static class RecipeHead
{
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
        lines.AddRange(RecipeSources.Of(request.Repositories, distribution, isUki));
        return lines.ToImmutable();
    }
}
