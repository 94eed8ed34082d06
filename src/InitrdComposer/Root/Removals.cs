using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>Takes out of a tree what no initrd needs, by path and by what headers say of a file: no payload is needed.</summary>
public static class Removals
{
    /// <param name="tree">From <see cref="RootBuilder"/>.</param>
    /// <param name="settings">The recipe's.</param>
    /// <param name="headers">Those the tree was made from: they know documentation and languages.</param>
    /// <returns>The tree without them, without anything below a folder that was removed, and without parents that nothing needs any more.</returns>
    public static RootTree Apply(RootTree tree, FinalizeSettings settings, IReadOnlyList<PackageHeader> headers)
    {
        var locales = new LocaleFilter(settings.Locales);

        IEnumerable<PathGlob> globs = DefaultRemovals.Always
            .Concat(settings.Documentation ? [] : DefaultRemovals.Documentation)
            .Concat(settings.Hwdb == HwdbSetting.Compiled ? [] : DefaultRemovals.HardwareDatabase);
        IEnumerable<RootNode> byPath = globs.SelectMany(glob => glob.In(tree));
        IEnumerable<RootNode> byLocale = DefaultRemovals.Locales.SelectMany(glob => glob.In(tree)).Where(folder => !locales.Keeps(Encoding.UTF8.GetString(folder.Path.Name)));
        var folders = new HashSet<RootPath>(byPath.Concat(byLocale).Select(node => node.Path));
        HashSet<RootPath> marked = MarkedFiles(tree, settings.Documentation, locales, headers);

        return tree.Slice(node => node.Origin != Origin.Parent
            && (node.Origin is Origin.Recipe || (!marked.Contains(node.Path) && !node.Path.IsAtOrBelowAny(folders)))).WithParents();
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
}
