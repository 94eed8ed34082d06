using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>The recipe's remove-files: the last word on the tree, so generated files can be removed too, as with mkosi's RemoveFiles=.</summary>
public static class RemoveFiles
{
    /// <returns>The tree without what matches, without what is below a folder that matches, and without parents that nothing needs any more.</returns>
    /// <exception cref="ComposerException">A pattern of the recipe is none, or matches nothing and is not marked with '?'.</exception>
    public static RootTree Apply(RootTree tree, ImmutableArray<Located<string>> patterns)
    {
        var unwanted = new HashSet<RootPath>(patterns.SelectMany(pattern => MatchesOf(pattern, tree)));
        return tree.Without(node => node.Origin == Origin.Parent || node.Path.IsAtOrBelowAny(unwanted)).WithParents();
    }

    private static List<RootPath> MatchesOf(Located<string> pattern, RootTree tree)
    {
        bool mayMatchNothing = pattern.Value.StartsWith('?');
        List<RootPath> matches = [.. Parse(mayMatchNothing ? pattern.Value[1..] : pattern.Value, pattern.Location).In(tree).Select(node => node.Path)];
        return matches.Count > 0 || mayMatchNothing
            ? matches
            : throw new ComposerException(
                FinalizeErrors.PatternMatchesNothing, $"\"{pattern.Value}\" matches no file of the image", pattern.Location, "write '?' in front if that is expected");
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
