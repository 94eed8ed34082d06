using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>Makes the tree that installing packages would leave, from what their headers say: nothing is unpacked and nothing runs.</summary>
public static class RootBuilder
{
    /// <param name="headers">In any order that is always the same: of several equal owners of a path the first is named as its origin.</param>
    /// <param name="extra">Files of the recipe, laid over those of the packages.</param>
    /// <returns>
    /// Every path that a package owns except %ghost, at its physical place (<see cref="PathAliases"/>); hard links of one package share an
    /// <see cref="Inode"/>. Parents that nobody owns are added.
    /// </returns>
    /// <exception cref="ComposerException">Two owners of a path do not agree (rules: <see cref="SharedPath"/>), or one is below a file.</exception>
    public static RootTree FromHeaders(IReadOnlyList<PackageHeader> headers, IReadOnlyList<RootNode> extra)
    {
        List<Claim> claims = [.. headers.SelectMany(ClaimsOf), .. extra.Select(node => new Claim(node, 0))];
        PathAliases aliases = PathAliases.Of(claims.Select(claim => claim.Node));
        var owners = new Dictionary<RootPath, Claim>(claims.Count);
        var links = new List<(Claim Link, Claim Folder)>();
        foreach (Claim written in claims)
        {
            Claim claim = written with { Node = aliases.Move(written.Node) };
            if (!owners.TryGetValue(claim.Node.Path, out Claim? owner))
            {
                owners.Add(claim.Node.Path, claim);
                continue;
            }

            Claim chosen = SharedPath.Choose(owner, claim);
            if (owner.Body is FileBody.Directory != claim.Body is FileBody.Directory) links.Add((chosen, chosen == owner ? claim : owner));
            owners[claim.Node.Path] = chosen;
        }

        RootTree tree = RootTree.Of(owners.Values.Select(claim => claim.Node));
        CheckLinksToFolders(tree, links);
        CheckParents(tree, owners);
        return tree.WithParents();
    }

    private static IEnumerable<Claim> ClaimsOf(PackageHeader header)
    {
        var origin = new Origin.Package(header.Nevra);
        var hardLinks = new Dictionary<int, Inode>();
        foreach (PackageFile file in header.Files)
        {
            if (file.Flags.HasFlag(PackageFileFlags.Ghost)) continue;
            if (file.HardLinkGroup == 0 || !hardLinks.TryGetValue(file.HardLinkGroup, out Inode? inode))
            {
                inode = new(file.Metadata, file.Body);
                if (file.HardLinkGroup != 0) hardLinks.Add(file.HardLinkGroup, inode);
            }

            yield return new(new(file.Path, inode, origin), file.Color);
        }
    }

    private static void CheckLinksToFolders(RootTree tree, List<(Claim Link, Claim Folder)> links)
    {
        foreach ((Claim link, Claim folder) in links)
        {
            bool leadsSomewhere = tree.TryResolve(link.Node.Path, followLast: true, out RootPath physical);
            if (leadsSomewhere && (!tree.TryGet(physical, out RootNode? target) || target.Inode.Body is FileBody.Directory)) continue;
            throw new ComposerException(
                RootErrors.FolderAndLink, $"{link.Node.Path}: a folder of {folder.Owner}, but a link of {link.Owner} that leads to no folder");
        }
    }

    private static void CheckParents(RootTree tree, Dictionary<RootPath, Claim> owners)
    {
        RootPath checkedParent = RootPath.Root;
        foreach (RootNode node in tree)
        {
            RootPath parent = node.Path.Parent;
            if (parent == checkedParent) continue;
            checkedParent = parent;
            for (; !parent.IsRoot; parent = parent.Parent)
            {
                if (!tree.TryGet(parent, out RootNode? folder)) continue;
                if (folder.Inode.Body is FileBody.Directory) break;
                throw new ComposerException(
                    RootErrors.Conflict,
                    $"{node.Path} of {owners[node.Path].Owner} would be below {parent}, which is no folder but a file of {owners[parent].Owner}");
            }
        }
    }
}
