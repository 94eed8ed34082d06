namespace InitrdComposer.Formats.Hwdb;

/// <summary>A node of the trie while it grows: what all patterns below it have in common, where they part, and what the pattern that ends here says.</summary>
/// <param name="prefix">Offset of the common part among the strings.</param>
internal sealed class HwdbNode(int prefix)
{
    /// <summary>Size in hwdb.bin of a node without its arrays, of an element of its children, and of one of its values.</summary>
    public const int Size = 24;

    /// <inheritdoc cref="Size"/>
    public const int ChildSize = 16;

    /// <inheritdoc cref="Size"/>
    public const int ValueSize = 32;

    private readonly SortedList<byte, HwdbNode> _children = [];
    private readonly List<HwdbValue> _values = [];

    public int Prefix { get; private set; } = prefix;

    /// <summary>By the byte that leads to them, sorted.</summary>
    public IEnumerable<KeyValuePair<byte, HwdbNode>> Children => _children;

    public int ChildCount => _children.Count;

    /// <summary>Sorted by the bytes of their keys.</summary>
    public IReadOnlyList<HwdbValue> Values => _values;

    /// <summary>Where the file has it.</summary>
    public long Offset { get; set; }

    public long FullSize => Size + ((long)ChildSize * ChildCount) + ((long)ValueSize * _values.Count);

    /// <summary>The same node, of which a shorter prefix was taken off.</summary>
    public HwdbNode WithPrefix(int offset)
    {
        Prefix = offset;
        return this;
    }

    public HwdbNode? Child(byte label) => _children.GetValueOrDefault(label);

    public void SetChild(byte label, HwdbNode child) => _children[label] = child;

    /// <summary>Of two values of one key the later counts.</summary>
    public void SetValue(HwdbValue value, HwdbStrings strings)
    {
        ReadOnlySpan<byte> key = strings.At(value.Key);
        int low = 0;
        for (int high = _values.Count; low < high;)
        {
            int middle = (low + high) / 2;
            int order = strings.At(_values[middle].Key).SequenceCompareTo(key);
            if (order == 0)
            {
                _values[middle] = value with { Key = _values[middle].Key };
                return;
            }

            if (order < 0) low = middle + 1;
            else high = middle;
        }

        _values.Insert(low, value);
    }
}

/// <summary>A property: offsets among the strings, and where it was written.</summary>
internal readonly record struct HwdbValue(int Key, int Text, int File, uint Line, ushort Priority);
