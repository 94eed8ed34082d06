using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Paths that two extensions have and do not mean the same by: of those the one with the higher name wins, and the other is not what it was built to be.</summary>
internal static class CollisionRules
{
    /// <returns>With the index of the extension that it is of, which is the later one.</returns>
    public static IEnumerable<(int Index, ExtensionFinding Finding)> Check(IReadOnlyList<(string Name, ExtensionKind Kind, RootTree Tree, bool IsFolder)> extensions)
    {
        Dictionary<RootPath, (int Index, RootNode Node)> first = [];
        for (int i = 0; i < extensions.Count; i++)
        {
            foreach (RootNode node in extensions[i].Tree.Where(node => extensions[i].Kind.Merges(node.Path)))
            {
                if (!first.TryGetValue(node.Path, out (int Index, RootNode Node) other)) first.Add(node.Path, (i, node));
                else if (other.Index != i && Difference(node, other.Node, extensions[i].Kind, extensions[i].IsFolder || extensions[other.Index].IsFolder) is var (got, expected))
                {
                    yield return (i, ExtensionFinding.Refused(ExtensionRules.Collision, "collisions", $"{node.Path}: {got}", $"{expected}, as {extensions[other.Index].Name} has it"));
                }
            }
        }
    }

    private static (string Got, string Expected)? Difference(RootNode node, RootNode other, ExtensionKind kind, bool isOfHost)
    {
        (FileBody own, FileBody first) = (node.Inode.Body, other.Inode.Body);
        if (!IsSame(own, first)) return (Described(own), Described(first));

        // Of /usr, /opt and /etc, and of what is above, each image has its own: systemd-repart notes there where it is to be mounted.
        if (!kind.Holds(node.Path.Parent)) return null;

        // Whose files these are on the host says nothing of whose they will be.
        Inode compared = isOfHost ? new(node.Inode.Metadata with { Mode = other.Inode.Metadata.Mode }, own) : other.Inode;
        return InodeDifference.Of(node.Inode, compared) is string difference ? (difference, "the same") : null;
    }

    private static bool IsSame(FileBody one, FileBody other) => (one, other) switch
    {
        (FileBody.Regular left, FileBody.Regular right) => left.Content.Digest == right.Content.Digest,
        _ => one.Equals(other),
    };

    private static string Described(FileBody body) => body switch
    {
        FileBody.Regular file => $"{file.Content.Length} bytes, {file.Content.Digest}",
        FileBody.Directory => "a folder",
        FileBody.SymbolicLink link => $"a link to {link.Target}",
        FileBody.Device => "a device",
        _ => "a special file",
    };
}
