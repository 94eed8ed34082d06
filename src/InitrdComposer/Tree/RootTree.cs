using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace InitrdComposer.Tree;

/// <summary>
/// The files of an image: an immutable list of names, sorted by the bytes of the path. Parents are ordinary nodes; a tree need not hold those of
/// every path (writers add what is missing).
/// </summary>
public sealed class RootTree : IReadOnlyList<RootNode>
{
    private readonly ImmutableArray<RootNode> _nodes;

    private RootTree(ImmutableArray<RootNode> sorted) => _nodes = sorted;

    public static RootTree Empty { get; } = new([]);

    public int Count => _nodes.Length;

    public RootNode this[int index] => _nodes[index];

    /// <exception cref="ArgumentException">Two nodes have one path.</exception>
    public static RootTree Of(IEnumerable<RootNode> nodes)
    {
        ImmutableArray<RootNode> sorted = [.. nodes.OrderBy(node => node.Path)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Path == sorted[i - 1].Path) throw new ArgumentException($"{sorted[i].Path} twice", nameof(nodes));
        }

        return new(sorted);
    }

    public bool TryGet(RootPath path, [NotNullWhen(true)] out RootNode? node)
    {
        int index = IndexOf(path);
        node = index >= 0 ? _nodes[index] : null;
        return index >= 0;
    }

    public bool Contains(RootPath path) => IndexOf(path) >= 0;

    /// <summary>With these nodes, which replace those of the same path.</summary>
    public RootTree With(IEnumerable<RootNode> nodes)
    {
        var added = nodes.ToDictionary(node => node.Path);
        return Of(_nodes.Where(node => !added.ContainsKey(node.Path)).Concat(added.Values));
    }

    /// <summary>Without the nodes that match; what is below a matching folder stays unless it matches too.</summary>
    public RootTree Without(Func<RootNode, bool> match) => Slice(node => !match(node));

    /// <summary>Only the nodes that match.</summary>
    public RootTree Slice(Func<RootNode, bool> match) => new([.. _nodes.Where(match)]);

    /// <summary>Everything below a folder, the folder itself among it.</summary>
    public IEnumerable<RootNode> Below(RootPath folder)
    {
        // Not contiguous in byte order: "a-b" sorts between "a" and "a/b".
        int first = IndexOf(folder);
        for (int i = first < 0 ? ~first : first; i < _nodes.Length && _nodes[i].Path.Bytes.StartsWith(folder.Bytes); i++)
        {
            if (_nodes[i].Path.IsWithin(folder)) yield return _nodes[i];
        }
    }

    public IEnumerator<RootNode> GetEnumerator() => ((IEnumerable<RootNode>)_nodes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

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
}
