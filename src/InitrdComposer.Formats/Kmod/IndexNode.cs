using System.Collections.Immutable;

namespace InitrdComposer.Formats.Kmod;

/// <summary>A node of a binary index: a common beginning, the values of the key that ends here, and a child a character that goes on.</summary>
internal sealed class IndexNode
{
    private const uint HasPrefixFlag = 0x8000_0000;
    private const uint HasValuesFlag = 0x4000_0000;
    private const uint HasChildrenFlag = 0x2000_0000;
    private const uint MaxSize = 0x0FFF_FFFF;

    private readonly IndexNode?[] _byCharacter = [];

    private IndexNode(string prefix, ImmutableArray<IndexEntry> values, ImmutableArray<(char First, IndexNode Node)> children)
    {
        Prefix = prefix;
        Values = values;
        Children = [.. children.Select(child => child.Node)];
        if (!children.IsEmpty)
        {
            First = children[0].First;
            Last = children[^1].First;
            _byCharacter = new IndexNode?[Last - First + 1];
            foreach ((char c, IndexNode node) in children) _byCharacter[c - First] = node;
        }

        Size = checked((uint)(
            (prefix.Length > 0 ? prefix.Length + 1 : 0)
            + (HasChildren ? 2 + (sizeof(uint) * _byCharacter.Length) : 0)
            + (values.IsEmpty ? 0 : sizeof(uint) + values.Sum(value => sizeof(uint) + value.Value.Length + 1))));
        TotalSize = checked(Size + (uint)Children.Sum(child => child.TotalSize));
    }

    /// <summary>What follows the character that leads here, up to where keys part.</summary>
    public string Prefix { get; }

    /// <summary>By priority; of equal priority the last that was added comes first, as depmod inserts them.</summary>
    public ImmutableArray<IndexEntry> Values { get; }

    public ImmutableArray<IndexNode> Children { get; }

    public char First { get; }

    public char Last { get; }

    public bool HasChildren => _byCharacter.Length > 0;

    /// <summary>In bytes, without children.</summary>
    public uint Size { get; }

    /// <summary>In bytes, with all that is below.</summary>
    public uint TotalSize { get; }

    /// <summary>The high bits of an offset that leads here.</summary>
    public uint Flags => (Prefix.Length > 0 ? HasPrefixFlag : 0) | (HasChildren ? HasChildrenFlag : 0) | (Values.IsEmpty ? 0 : HasValuesFlag);

    public IndexNode? Child(char c) => _byCharacter[c - First];

    /// <summary>The whole tree. The root never has a prefix.</summary>
    public static IndexNode Root(ImmutableArray<IndexEntry> entries)
    {
        foreach (IndexEntry entry in entries)
        {
            if (!entry.Key.All(IsIndexable) || !entry.Value.All(IsIndexable))
            {
                throw new ArgumentException($"not 7-bit ASCII: {entry.Key} {entry.Value}", nameof(entries));
            }
        }

        // The sort is stable: turned around, later entries stand before earlier ones of the same key and priority.
        IndexEntry[] sorted = [.. entries.Reverse().OrderBy(entry => entry.Key, StringComparer.Ordinal).ThenBy(entry => entry.Priority)];
        IndexNode root = Build(sorted, 0, prefixLength: 0);
        return root.TotalSize <= MaxSize ? root : throw new ArgumentException("index larger than 256 MiB", nameof(entries));
    }

    private static IndexNode Build(ReadOnlySpan<IndexEntry> sorted, int start, int prefixLength)
    {
        int depth = start + prefixLength;
        string prefix = prefixLength == 0 ? "" : sorted[0].Key[start..depth];
        int ended = 0;
        while (ended < sorted.Length && sorted[ended].Key.Length == depth) ended++;

        ImmutableArray<IndexEntry> values = [.. sorted[..ended]];
        var children = ImmutableArray.CreateBuilder<(char, IndexNode)>();
        for (ReadOnlySpan<IndexEntry> rest = sorted[ended..]; rest.Length > 0;)
        {
            char c = rest[0].Key[depth];
            int count = 1;
            while (count < rest.Length && rest[count].Key[depth] == c) count++;
            ReadOnlySpan<IndexEntry> below = rest[..count];
            children.Add((c, Build(below, depth + 1, below[0].Key.AsSpan(depth + 1).CommonPrefixLength(below[^1].Key.AsSpan(depth + 1)))));
            rest = rest[count..];
        }

        return new(prefix, values, children.ToImmutable());
    }

    private static bool IsIndexable(char c) => c is > '\0' and < '\x80';
}
