namespace InitrdComposer.Formats.Hwdb;

/// <summary>The radix trie of hwdb.bin while it grows. Strings are added in the order in which systemd adds them, so that they lie where systemd has them.</summary>
internal sealed class HwdbTrie
{
    public HwdbStrings Strings { get; } = new();

    public HwdbNode Root { get; private set; } = new(0);

    /// <param name="property">For each of its patterns.</param>
    /// <param name="file">Where it is written.</param>
    /// <param name="priority">Of that file, from 1: the higher one counts.</param>
    public void Insert(HwdbProperty property, ReadOnlySpan<byte> file, ushort priority)
    {
        foreach (ReadOnlyMemory<byte> match in property.Matches)
        {
            HwdbNode node = NodeOf(match.Span);
            int key = Strings.Add(property.Key.Span);
            int text = Strings.Add(property.Value.Span);
            node.SetValue(new(key, text, Strings.Add(file), (uint)property.Line, priority), Strings);
        }
    }

    /// <summary>All nodes, children before their parents and in the order of their bytes. Not by recursion: patterns may nest as deep as a file is long.</summary>
    public List<HwdbNode> Nodes()
    {
        var nodes = new List<HwdbNode>();
        var waiting = new Stack<HwdbNode>([Root]);
        while (waiting.TryPop(out HwdbNode? node))
        {
            nodes.Add(node);
            foreach ((_, HwdbNode child) in node.Children) waiting.Push(child);
        }

        nodes.Reverse();
        return nodes;
    }

    private HwdbNode NodeOf(ReadOnlySpan<byte> pattern)
    {
        HwdbNode? parent = null;
        byte label = 0;
        for (HwdbNode node = Root; ;)
        {
            ReadOnlySpan<byte> prefix = Strings.At(node.Prefix);
            int common = prefix.CommonPrefixLength(pattern);
            if (common < prefix.Length)
            {
                // What the node says is of its whole prefix: a shorter one takes its place, with the node below it.
                byte next = prefix[common];
                var shorter = new HwdbNode(Strings.Add(prefix[..common].ToArray()));
                shorter.SetChild(next, node.WithPrefix(node.Prefix + common + 1));
                Replace(parent, label, node = shorter);
            }

            if (common == pattern.Length) return node;
            label = pattern[common];
            pattern = pattern[(common + 1)..];
            parent = node;
            if (node.Child(label) is HwdbNode child)
            {
                node = child;
                continue;
            }

            var added = new HwdbNode(Strings.Add(pattern));
            node.SetChild(label, added);
            return added;
        }
    }

    private void Replace(HwdbNode? parent, byte label, HwdbNode node)
    {
        if (parent is null) Root = node;
        else parent.SetChild(label, node);
    }
}
