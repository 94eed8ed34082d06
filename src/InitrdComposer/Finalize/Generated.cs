using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>Nodes that a step makes.</summary>
internal static class Generated
{
    public static RootNode File(string stage, RootPath path, string text, ushort mode = 0b110_100_100) =>
        new(path, Inode.File(Encoding.UTF8.GetBytes(text), mode), new Origin.Generated(stage));

    public static RootNode Link(string stage, RootPath path, string target) => new(path, Inode.SymbolicLink(target), new Origin.Generated(stage));

    /// <summary>Adds the node at the physical place of its path, unless something is there.</summary>
    public static RootTree WithUnlessPresent(this RootTree tree, RootNode node)
    {
        if (!tree.TryResolve(node.Path, followLast: false, out RootPath physical) || tree.Contains(physical)) return tree;
        return tree.With([node with { Path = physical }]);
    }
}
