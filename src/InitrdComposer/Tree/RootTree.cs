using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace InitrdComposer.Tree;

/// <summary>
/// The files of an image: an immutable list of names, sorted by the bytes of the path. Parents are ordinary nodes; a tree need not hold those of
/// every path (<see cref="WithParents"/> adds what is missing).
/// </summary>
public sealed partial class RootTree : IReadOnlyList<RootNode>
{
    private readonly ImmutableArray<RootNode> _nodes;

    private RootTree(ImmutableArray<RootNode> sorted) => _nodes = sorted;

    public static RootTree Empty { get; } = new([]);

    public int Count => _nodes.Length;

    public RootNode this[int index] => _nodes[index];

    /// <exception cref="ArgumentException">Two nodes have one path.</exception>
    public static RootTree Of(IEnumerable<RootNode> nodes) => new(Sorted(nodes));

    public bool TryGet(RootPath path, [NotNullWhen(true)] out RootNode? node)
    {
        int index = IndexOf(path);
        node = index >= 0 ? _nodes[index] : null;
        return index >= 0;
    }

    public bool Contains(RootPath path) => IndexOf(path) >= 0;

    /// <summary>With these nodes, which replace those of the same path.</summary>
    /// <exception cref="ArgumentException">Two of the added nodes have one path.</exception>
    public RootTree With(IEnumerable<RootNode> nodes)
    {
        ImmutableArray<RootNode> added = Sorted(nodes);
        ImmutableArray<RootNode>.Builder merged = ImmutableArray.CreateBuilder<RootNode>(_nodes.Length + added.Length);
        int next = 0;
        foreach (RootNode node in added)
        {
            for (; next < _nodes.Length && _nodes[next].Path.CompareTo(node.Path) is int order and <= 0; next++)
            {
                if (order < 0) merged.Add(_nodes[next]);
            }

            merged.Add(node);
        }

        merged.AddRange(_nodes.AsSpan()[next..]);
        return new(merged.DrainToImmutable());
    }

    /// <summary>Without the nodes that match; what is below a matching folder stays unless it matches too.</summary>
    public RootTree Without(Func<RootNode, bool> match) => Slice(node => !match(node));

    /// <summary>Only the nodes that match.</summary>
    public RootTree Slice(Func<RootNode, bool> match) => new([.. _nodes.Where(match)]);

    /// <summary>Only the nodes that match, and the folders above them.</summary>
    public RootTree SliceWithParents(Func<RootNode, bool> match)
    {
        RootTree slice = Slice(match);
        var folders = new HashSet<RootPath>();
        foreach (RootNode node in slice)
        {
            for (RootPath parent = node.Path.Parent; folders.Add(parent) && !parent.IsRoot;) parent = parent.Parent;
        }

        return slice.Count == 0 ? slice : Slice(node => folders.Contains(node.Path) || slice.Contains(node.Path));
    }

    /// <summary>Without every name that <paramref name="other"/> holds too, whatever it is there.</summary>
    public RootTree Subtract(RootTree other)
    {
        int next = 0;
        return Slice(node =>
        {
            while (next < other.Count && other[next].Path < node.Path) next++;
            return next >= other.Count || other[next].Path != node.Path;
        });
    }

    /// <summary>Everything below a folder, the folder itself among it.</summary>
    public IEnumerable<RootNode> Below(RootPath folder)
    {
        if (TryGet(folder, out RootNode? self)) yield return self;
        if (folder.IsRoot)
        {
            for (int i = self is null ? 0 : 1; i < _nodes.Length; i++) yield return _nodes[i];
            yield break;
        }

        // "a-b" sorts between "a" and "a/b", but everything that begins with "a/" stands together.
        for (int i = FirstInside(folder); i < _nodes.Length && _nodes[i].Path.IsWithin(folder); i++) yield return _nodes[i];
    }

    /// <summary>With the parents that paths need and the tree lacks: root's, 0755.</summary>
    public RootTree WithParents()
    {
        var missing = new Dictionary<RootPath, RootNode>();
        RootPath lastParent = RootPath.Root;
        foreach (RootNode node in _nodes)
        {
            RootPath parent = node.Path.Parent;
            if (parent == lastParent) continue;
            lastParent = parent;
            for (; !parent.IsRoot && !Contains(parent) && !missing.ContainsKey(parent); parent = parent.Parent)
            {
                missing.Add(parent, new(parent, Inode.Folder(), Origin.Parent));
            }
        }

        return missing.Count == 0 ? this : With(missing.Values);
    }

    public IEnumerator<RootNode> GetEnumerator() => ((IEnumerable<RootNode>)_nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ImmutableArray<RootNode> Sorted(IEnumerable<RootNode> nodes)
    {
        RootNode[] sorted = [.. nodes];
        Array.Sort(sorted, (left, right) => left.Path.CompareTo(right.Path));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Path == sorted[i - 1].Path) throw new ArgumentException($"{sorted[i].Path} twice", nameof(nodes));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    private int IndexOf(RootPath path)
    {
        int low = 0;
        int high = _nodes.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = _nodes[middle].Path.CompareTo(path);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    /// <summary>The index of the first path that begins with the folder's and a slash, or where it would be.</summary>
    private int FirstInside(RootPath folder)
    {
        int low = 0;
        int high = _nodes.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (SortsBeforeInside(_nodes[middle].Path.Bytes, folder.Bytes)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static bool SortsBeforeInside(ReadOnlySpan<byte> path, ReadOnlySpan<byte> folder)
    {
        int order = path[..Math.Min(path.Length, folder.Length)].SequenceCompareTo(folder);
        return order < 0 || (order == 0 && (path.Length == folder.Length || path[folder.Length] < '/'));
    }
}
