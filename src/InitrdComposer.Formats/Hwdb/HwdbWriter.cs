using System.Buffers.Binary;

namespace InitrdComposer.Formats.Hwdb;

/// <summary>A hwdb.d file.</summary>
/// <param name="Path">Where it is in the image, as hwdb.bin names it.</param>
/// <param name="Text">All of it.</param>
public sealed record HwdbSource(ReadOnlyMemory<byte> Path, ReadOnlyMemory<byte> Text);

/// <summary>
/// Writes hwdb.bin, byte for byte as `systemd-hwdb update` of systemd 257 does (src/shared/hwdb-util.c): a radix trie over all match patterns, with
/// the file, line and priority of each property.
/// </summary>
public static class HwdbWriter
{
    /// <summary>Most bytes of all sources together: six times what systemd ships.</summary>
    public const int MaxLength = 64 << 20;

    /// <param name="sources">In their order, the least important first: of one property for one pattern the last one counts.</param>
    /// <param name="toolVersion">Of the systemd that the header names.</param>
    /// <param name="warn">Is told of lines that are passed over.</param>
    /// <exception cref="MalformedDataException">A source has a line that systemd does not read, or there are more or longer ones than it numbers.</exception>
    public static byte[] Write(IReadOnlyList<HwdbSource> sources, ulong toolVersion, Action<HwdbSource, HwdbWarning> warn)
    {
        if (sources.Sum(source => (long)source.Text.Length) is long length and > MaxLength) throw TooMuch("sources", $"{length} bytes", $"{MaxLength} bytes");
        if (sources.Count > ushort.MaxValue) throw TooMuch("file_priority", $"{sources.Count} files", $"{ushort.MaxValue} files");
        var trie = new HwdbTrie();
        for (int i = 0; i < sources.Count; i++)
        {
            HwdbSource source = sources[i];
            foreach (HwdbProperty property in HwdbText.Read(source.Text, warning => warn(source, warning))) trie.Insert(property, source.Path.Span, (ushort)(i + 1));
        }

        return Write(trie, toolVersion);
    }

    private static byte[] Write(HwdbTrie trie, ulong toolVersion)
    {
        List<HwdbNode> nodes = trie.Nodes();
        long end = HwdbHeader.Size;
        foreach (HwdbNode node in nodes)
        {
            node.Offset = end;
            end += node.FullSize;
        }

        var file = new byte[checked((int)(end + trie.Strings.Length))];
        new HwdbHeader(
            toolVersion, (ulong)file.Length, HwdbHeader.Size, HwdbNode.Size, HwdbNode.ChildSize, HwdbNode.ValueSize, (ulong)trie.Root.Offset,
            (ulong)(end - HwdbHeader.Size), (ulong)trie.Strings.Length).Write(file);
        foreach (HwdbNode node in nodes) WriteNode(file.AsSpan((int)node.Offset), node, (ulong)end);
        trie.Strings.Bytes.CopyTo(file.AsSpan((int)end));
        return file;
    }

    private static void WriteNode(Span<byte> into, HwdbNode node, ulong strings)
    {
        U64(into, strings + (ulong)node.Prefix);
        into[8] = (byte)node.ChildCount;
        U64(into[16..], (ulong)node.Values.Count);
        into = into[HwdbNode.Size..];
        foreach ((byte label, HwdbNode child) in node.Children)
        {
            into[0] = label;
            U64(into[8..], (ulong)child.Offset);
            into = into[HwdbNode.ChildSize..];
        }

        foreach (HwdbValue value in node.Values)
        {
            U64(into, strings + (ulong)value.Key);
            U64(into[8..], strings + (ulong)value.Text);
            U64(into[16..], strings + (ulong)value.File);
            BinaryPrimitives.WriteUInt32LittleEndian(into[24..], value.Line);
            BinaryPrimitives.WriteUInt16LittleEndian(into[28..], value.Priority);
            into = into[HwdbNode.ValueSize..];
        }
    }

    private static void U64(Span<byte> into, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(into, value);

    private static MalformedDataException TooMuch(string field, string got, string limit) => new(HwdbHeader.Format, 0, field, got, $"at most {limit}");
}
