using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>A row of <see cref="FeatureTable"/>.</summary>
/// <param name="Group">What features it stands with.</param>
/// <param name="Name">What the feature is called; null: as the file is that shows it, each of them one of its own.</param>
/// <param name="Patterns">Files that show it, as <see cref="PathGlob"/> has them, /usr merged; "{a,b}" are two patterns.</param>
internal sealed record Feature(string Group, string? Name, params string[] Patterns)
{
    private PathGlob[]? _globs;

    /// <summary>The files of a tree that show it.</summary>
    public IEnumerable<RootNode> In(RootTree tree) => (_globs ??= [.. Patterns.SelectMany(Choices).Select(PathGlob.Parse)]).SelectMany(glob => glob.In(tree));

    private static IEnumerable<string> Choices(string pattern)
    {
        int open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return [pattern];
        int close = pattern.IndexOf('}', open);
        return pattern[(open + 1)..close].Split(',').SelectMany(choice => Choices($"{pattern[..open]}{choice}{pattern[(close + 1)..]}"));
    }
}
