using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>The links that a look-up passes, and where it ends: all of them have to be in the tree for it to work.</summary>
/// <param name="Links">Physical paths of the links, in the order they are met.</param>
/// <param name="End">What the path leads to, or null when that is not in the tree.</param>
internal sealed record LinkTrail(IReadOnlyList<RootPath> Links, RootNode? End)
{
    /// <returns>False if the links go round.</returns>
    public static bool TryFollow(RootTree tree, RootPath path, [NotNullWhen(true)] out LinkTrail? trail)
    {
        trail = null;
        var links = new List<RootPath>();
        RootPath current = RootPath.Root;
        var open = new Stack<byte[]>();
        Push(path.Bytes);
        while (open.TryPop(out byte[]? component))
        {
            if (component is [(byte)'.', (byte)'.'])
            {
                current = current.Parent;
                continue;
            }

            if (!RootPath.TryParse([.. current.Bytes, (byte)'/', .. component], out RootPath next)) return false;
            if (!tree.TryGet(next, out RootNode? node) || node.Inode.Body is not FileBody.SymbolicLink link)
            {
                current = next;
                continue;
            }

            links.Add(next);
            if (links.Count > RootTree.MaxLinks) return false;
            if (link.Target.Bytes is [(byte)'/', ..]) current = RootPath.Root;
            Push(link.Target.Bytes);
        }

        trail = new(links, tree.TryGet(current, out RootNode? end) ? end : null);
        return true;

        void Push(ReadOnlySpan<byte> components)
        {
            while (components.Length > 0)
            {
                int slash = components.LastIndexOf((byte)'/');
                ReadOnlySpan<byte> last = components[(slash + 1)..];
                if (last is not ([] or [(byte)'.'])) open.Push(last.ToArray());
                components = components[..Math.Max(slash, 0)];
            }
        }
    }
}
