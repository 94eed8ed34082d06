using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>Takes out of a tree what the recipe does not want, by path and by what headers say of a file: no payload is needed.</summary>
public static class Removals
{
    /// <param name="tree">From <see cref="RootBuilder"/>.</param>
    /// <param name="settings">The recipe's.</param>
    /// <param name="headers">Those the tree was made from: they know documentation and languages.</param>
    /// <returns>The tree without them, without anything below a folder that was removed, and without parents that nothing needs any more.</returns>
    /// <exception cref="ComposerException">A pattern of the recipe is none or matches nothing.</exception>
    public static RootTree Apply(RootTree tree, FinalizeSettings settings, IReadOnlyList<PackageHeader> headers)
    {
        var locales = new LocaleFilter(settings.Locales);
        var unwanted = new HashSet<RootPath>(settings.RemoveFiles.SelectMany(pattern => MatchesOf(pattern, tree)));

        IEnumerable<PathGlob> globs = settings.Documentation ? DefaultRemovals.Always : DefaultRemovals.Always.Concat(DefaultRemovals.Documentation);
        IEnumerable<RootNode> byPath = globs.SelectMany(glob => glob.In(tree));
        IEnumerable<RootNode> byLocale = DefaultRemovals.Locales.SelectMany(glob => glob.In(tree)).Where(folder => !locales.Keeps(Encoding.UTF8.GetString(folder.Path.Name)));
        var folders = new HashSet<RootPath>(byPath.Concat(byLocale).Select(node => node.Path));
        HashSet<RootPath> marked = MarkedFiles(tree, settings.Documentation, locales, headers);

        return tree.Slice(node => node.Origin != Origin.Parent && !IsAtOrBelow(node.Path, unwanted)
            && (node.Origin is Origin.Recipe || (!marked.Contains(node.Path) && !IsAtOrBelow(node.Path, folders)))).WithParents();
    }

    private static List<RootPath> MatchesOf(Located<string> pattern, RootTree tree)
    {
        bool mayMatchNothing = pattern.Value.StartsWith('?');
        List<RootPath> matches = [.. Parse(mayMatchNothing ? pattern.Value[1..] : pattern.Value, pattern.Location).In(tree).Select(node => node.Path)];
        return matches.Count > 0 || mayMatchNothing
            ? matches
            : throw new ComposerException(
                RootErrors.PatternMatchesNothing, $"\"{pattern.Value}\" matches no file of the image", pattern.Location, "write '?' in front if that is expected");
    }

    private static PathGlob Parse(string pattern, SourceLocation location)
    {
        try
        {
            return PathGlob.Parse(pattern);
        }
        catch (ArgumentException e)
        {
            throw new ComposerException(RootErrors.BadPattern, $"\"{pattern}\" is no pattern of files: {e.Message}", location, "for example /usr/share/icons/*", e);
        }
    }

    /// <summary>What %doc and %lang say, for files that their package still owns in the tree.</summary>
    private static HashSet<RootPath> MarkedFiles(RootTree tree, bool documentation, LocaleFilter locales, IReadOnlyList<PackageHeader> headers)
    {
        var marked = new HashSet<RootPath>();
        foreach (PackageHeader header in headers)
        {
            foreach (PackageFile file in header.Files)
            {
                bool isUnwanted = (!documentation && file.Flags.HasFlag(PackageFileFlags.Documentation)) || !locales.KeepsAnyOf(file.Language);
                if (isUnwanted && tree.TryResolve(file.Path, followLast: false, out RootPath physical)
                    && tree.TryGet(physical, out RootNode? node) && node.Origin is Origin.Package owner && owner.Nevra == header.Nevra)
                {
                    marked.Add(physical);
                }
            }
        }

        return marked;
    }

    private static bool IsAtOrBelow(RootPath path, HashSet<RootPath> folders)
    {
        if (folders.Count == 0) return false;
        for (; !path.IsRoot; path = path.Parent)
        {
            if (folders.Contains(path)) return true;
        }

        return false;
    }
}
