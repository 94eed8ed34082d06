using System.Collections.Immutable;
using InitrdComposer.Finalize;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>A tree as a squashfs image holds it: owners as numbers, no time after the epoch, paths that share an inode as hard links.</summary>
internal static class SquashfsTree
{
    /// <param name="tree">With or without the folders above its files.</param>
    /// <param name="owners">Of the system that the image is merged into.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970.</param>
    public static SquashfsInode Of(RootTree tree, IContents contents, OwnerNumbers owners, long epoch)
    {
        tree = tree.WithParents();
        Dictionary<RootPath, List<RootNode>> children = [];
        foreach (RootNode node in tree.Where(node => !node.Path.IsRoot))
        {
            if (!children.TryGetValue(node.Path.Parent, out List<RootNode>? siblings)) children.Add(node.Path.Parent, siblings = []);
            siblings.Add(node);
        }

        Dictionary<Inode, SquashfsInode> made = new(ReferenceEqualityComparer.Instance);
        return Make(RootPath.Root, tree.TryGet(RootPath.Root, out RootNode? root) ? root.Inode : Inode.Folder());

        SquashfsInode Make(RootPath path, Inode inode)
        {
            bool isFolder = inode.Body is FileBody.Directory;
            if (!isFolder && made.TryGetValue(inode, out SquashfsInode? known)) return known;
            (uint uid, uint gid, ushort mode) = owners.Of(inode.Metadata);
            var result = new SquashfsInode(
                isFolder ? new SquashfsBody.Directory(Entries(path)) : BodyOf(inode.Body, contents),
                mode, uid, gid, (uint)Math.Clamp(inode.Metadata.ModificationTime, 0, Math.Min(epoch, uint.MaxValue)),
                [.. inode.Metadata.ExtendedAttributes.Select(xattr => new SquashfsXattr(xattr.Key, xattr.Value))]);
            if (!isFolder) made.Add(inode, result);
            return result;
        }

        ImmutableArray<SquashfsEntry> Entries(RootPath folder) => children.TryGetValue(folder, out List<RootNode>? nodes)
            ? [.. nodes.OrderBy(node => node.Path).Select(node => new SquashfsEntry(node.Path.Name.ToArray(), Make(node.Path, node.Inode)))]
            : [];
    }

    private static SquashfsBody BodyOf(FileBody body, IContents contents) => body switch
    {
        FileBody.Regular file => new SquashfsBody.Regular(contents.Open(file.Content), file.Content.Digest),
        FileBody.SymbolicLink link => new SquashfsBody.SymbolicLink(link.Target.Bytes.ToArray()),
        FileBody.Device device => new SquashfsBody.Device(device.IsBlock, device.Major, device.Minor),
        FileBody.Fifo => new SquashfsBody.Fifo(),
        FileBody.Socket => new SquashfsBody.Socket(),
        _ => throw new ArgumentOutOfRangeException(nameof(body)),
    };
}
