namespace InitrdComposer.Formats.Hwdb;

/// <summary>
/// Strings of hwdb.bin, each once: one that is the tail of an earlier one is found inside it (systemd 257, src/shared/strbuf.c). A trie over the
/// strings from their last byte backwards; a node stands where its string was the first to need one.
/// </summary>
internal sealed class HwdbStrings
{
    private readonly List<(int Offset, int Length)> _nodes = [(0, 0)];
    private readonly Dictionary<long, int> _children = [];
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>All strings, each with its NUL; the first is empty.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public int Length { get; private set; } = 1;

    /// <summary>The string at an offset, without its NUL.</summary>
    public ReadOnlySpan<byte> At(int offset)
    {
        ReadOnlySpan<byte> rest = Bytes[offset..];
        return rest[..rest.IndexOf((byte)0)];
    }

    /// <param name="text">Without NUL; must not lie in <see cref="Bytes"/>.</param>
    /// <returns>Its offset among the strings.</returns>
    public int Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        int node = 0;
        long edge = 0;
        for (int depth = 0; depth <= text.Length; depth++)
        {
            (int offset, int length) = _nodes[node];
            int tail = offset + length - text.Length;
            if (depth == text.Length || (length >= text.Length && Bytes.Slice(tail, text.Length).SequenceEqual(text))) return tail;
            edge = ((long)node << 8) | text[^(depth + 1)];
            if (!_children.TryGetValue(edge, out node)) break;
        }

        int added = Length;
        int needed = checked(Length + text.Length + 1);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)needed, 2L * _bytes.Length)));
        text.CopyTo(_bytes.AsSpan(added));
        Length = needed;
        _children.Add(edge, _nodes.Count);
        _nodes.Add((added, text.Length));
        return added;
    }
}
