using System.Collections.Immutable;

namespace InitrdComposer.Import.Features;

/// <summary>Where packages come from, and which of them have kernel and stub: what no imported configuration says.</summary>
internal static class RecipeSources
{
    private const string ToBeSaid = "say where the packages come from: a URL or a folder";

    public static IEnumerable<DraftLine> Of(ImmutableArray<string> repositories, Distribution distribution, bool isUki)
    {
        for (int i = 0; i < Math.Max(1, repositories.Length); i++)
        {
            yield return DraftLine.Value("repositories.id", i == 0 ? distribution.Id : $"{distribution.Id}-{i + 1}") with { Instance = i };
            yield return DraftLine.Value("repositories.baseurl", repositories.IsEmpty ? "repository" : repositories[i], repositories.IsEmpty ? ToBeSaid : null) with { Instance = i };
        }

        yield return DraftLine.Value("roles.kernel", distribution.Kernel, "one package: a name, or a glob of its name");
        foreach (string name in distribution.KernelModules.Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return DraftLine.Element("roles.kernel-modules", name);
        if (isUki) yield return DraftLine.Value("roles.stub", distribution.Stub);
    }
}
