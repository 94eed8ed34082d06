using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Removal;

/// <summary>The recipe's remove-files: after every stage that makes files, so generated ones can be removed too, as with mkosi's RemoveFiles=.</summary>
public static class RemoveFiles
{
    /// <returns>The tree without what matches, without what is below a folder that matches, and without parents that nothing needs any more.</returns>
    /// <exception cref="ComposerException">A pattern of the recipe is none.</exception>
    public static RootTree Apply(RootTree tree, ImmutableArray<Located<string>> patterns)
    {
        var unwanted = new HashSet<RootPath>(RemovalPatterns.MatchesOf(patterns, tree).Keys);
        return tree.Without(node => node.Origin == Origin.Parent || node.Path.IsAtOrBelowAny(unwanted)).WithParents();
    }
}
