using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>
/// Where paths land once the links among their folders are followed: with "/lib" a link to "usr/lib", what a package owns as /lib/x is usr/lib/x
/// (merged /usr). All links of all owners count at once, so the order of packages does not matter.
/// </summary>
internal sealed class PathAliases
{
    private readonly RootTree _links;
    private readonly Dictionary<RootPath, RootPath> _folders = [];

    private PathAliases(RootTree links) => _links = links;

    public static PathAliases Of(IEnumerable<RootNode> nodes)
    {
        RootNode[] links = [.. nodes.Where(node => node.Inode.Body is FileBody.SymbolicLink)];
        var aliases = new PathAliases(ByPath(links));

        // A link can itself stand in a folder that another link leads to: repeat until every link is known under its physical path.
        for (int round = 0; round < RootTree.MaxLinks; round++)
        {
            var moved = new PathAliases(ByPath(links.Select(aliases.Move)));
            if (moved._links.Select(link => link.Path).SequenceEqual(aliases._links.Select(link => link.Path))) break;
            aliases = moved;
        }

        return aliases;
    }

    /// <summary>The node at its physical path.</summary>
    public RootNode Move(RootNode node)
    {
        RootPath parent = node.Path.Parent;
        if (parent.IsRoot) return node;
        if (!_folders.TryGetValue(parent, out RootPath physical))
        {
            // A loop has no place of its own; the path stays as written and meets the link there as a conflict.
            if (!_links.TryResolve(parent, followLast: true, out physical)) physical = parent;
            _folders.Add(parent, physical);
        }

        return physical == parent ? node : node with { Path = physical.Append(node.Path.Name) };
    }

    /// <summary>Of two links at one path the first counts here; that they differ is a conflict, which is found with all others.</summary>
    private static RootTree ByPath(IEnumerable<RootNode> links) => RootTree.Of(links.DistinctBy(link => link.Path));
}
