using InitrdComposer.Finalize.Presets;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Questions.References;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Unneeded;

/// <summary>What was searched for references, by kind.</summary>
internal static class SearchedFiles
{
    /// <summary>The first rule that matches decides; in the order of the report.</summary>
    private static readonly (string Kind, Func<RootNode, FileFacts, bool> Is)[] Rules =
    [
        ("kernel modules", (node, _) => ModuleName.IsModuleFile(node.Path.Name)),
        ("programs and libraries (DT_NEEDED, notes of dlopen(), interpreters, constants)", (_, facts) => facts.Needs.Target is not null),
        ("units and drop-ins", (node, facts) => facts.Text is not null && UnitFiles.Folders.Any(folder => node.Path.IsWithin(RootPath.Of(folder)))),
        ("files of udev's rules", (node, facts) => facts.Text is not null && node.Path.Name.EndsWith(".rules"u8)),
        ("scripts", (_, facts) => facts.Needs.Dynamic.Interpreter is not null),
        ("other texts", (node, facts) => facts.Text is not null && !node.Path.Name.StartsWith("modules."u8)),
        ("links", (node, _) => node.Inode.Body is FileBody.SymbolicLink),
    ];

    public static IEnumerable<(string Kind, int Count)> Count(ImageSurvey survey)
    {
        var counts = survey.Tree.Select(node => Array.FindIndex(Rules, rule => rule.Is(node, survey.FactsOf(node)))).Where(rule => rule >= 0).CountBy(rule => rule).ToDictionary();
        return Rules.Index().Where(rule => counts.ContainsKey(rule.Index)).Select(rule => (rule.Item.Kind, counts[rule.Index]));
    }
}
