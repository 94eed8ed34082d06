using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Tree;

namespace InitrdComposer.Removal;

/// <summary>Patterns of a recipe that name files to leave out: globs, with '?' in front when they may match nothing.</summary>
internal static class RemovalPatterns
{
    /// <returns>What the patterns name, each with the first one that does; what is below a named folder is not listed.</returns>
    /// <exception cref="ComposerException">A pattern is none.</exception>
    public static Dictionary<RootPath, string> MatchesOf(ImmutableArray<Located<string>> patterns, RootTree tree)
    {
        var matches = new Dictionary<RootPath, string>();
        foreach (Located<string> pattern in patterns)
        {
            foreach (RootNode node in Parse(OptionalPattern.Parse(pattern.Value).Text, pattern.Location).In(tree)) matches.TryAdd(node.Path, pattern.Value);
        }

        return matches;
    }

    /// <param name="trees">Of all images of the recipe, before anything is removed: what one variant alone has may be removed as well.</param>
    /// <exception cref="ComposerException">A pattern is none, or matches nothing in any of them and is not marked with '?'.</exception>
    public static void RequireMatches(IEnumerable<Located<string>> patterns, IReadOnlyList<RootTree> trees)
    {
        foreach (Located<string> pattern in patterns)
        {
            (string text, bool mayMatchNothing) = OptionalPattern.Parse(pattern.Value);
            var glob = Parse(text, pattern.Location);
            if (mayMatchNothing || trees.Any(tree => glob.In(tree).Any())) continue;
            throw new ComposerException(
                FinalizeErrors.PatternMatchesNothing, $"\"{pattern.Value}\" matches no file of the image", pattern.Location, "write '?' in front if that is expected");
        }
    }

    private static PathGlob Parse(string pattern, SourceLocation location)
    {
        try
        {
            return PathGlob.Parse(pattern);
        }
        catch (ArgumentException e)
        {
            throw new ComposerException(FinalizeErrors.BadPattern, $"\"{pattern}\" is no pattern of files: {e.Message}", location, "for example /usr/share/icons/*", e);
        }
    }
}
