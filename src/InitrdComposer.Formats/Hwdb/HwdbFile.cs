using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Hwdb;

/// <summary>A property of one pattern in hwdb.bin.</summary>
/// <param name="Match">The pattern.</param>
/// <param name="Key">With the blank in front.</param>
/// <param name="File">Where it was written; empty where the file does not say it.</param>
/// <param name="Line">From 1; 0 where the file does not say it.</param>
/// <param name="Priority">Of the file it was written in, from 1; 0 where the file does not say it.</param>
public sealed record HwdbRecord(ReadOnlyMemory<byte> Match, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> File, uint Line, ushort Priority);

/// <summary>Reads hwdb.bin: every offset, length and number is compared with the file before it is used, and no node leads to itself.</summary>
public static class HwdbFile
{
    private const int ShortValueSize = 16;

    /// <summary>Longest pattern that is read: sixteen times a path.</summary>
    private const int MaxMatchLength = 1 << 16;

    /// <summary>All properties, patterns in the order of the trie: a prefix before what is longer, then by bytes.</summary>
    /// <exception cref="MalformedDataException">No hwdb.bin, or one whose parts do not fit.</exception>
    public static IEnumerable<HwdbRecord> Read(ReadOnlyMemory<byte> file)
    {
        HwdbHeader header = HwdbHeader.Read(file.Span);
        Verify(header, file.Length);
        ulong left = header.NodesLength / header.NodeSize;
        var waiting = new Stack<(ulong Offset, byte[] Path)>([(header.RootOffset, [])]);
        while (waiting.TryPop(out (ulong Offset, byte[] Path) next))
        {
            if (left-- == 0) throw Malformed(next.Offset, "child_off", "a node that others lead to as well", "a tree");
            Node node = ReadNode(file.Span, header, next.Offset);
            byte[] path = [.. next.Path, .. node.Prefix.Span];
            if (path.Length >= MaxMatchLength) throw Malformed(next.Offset, "prefix_off", $"a pattern of {path.Length} bytes", $"less than {MaxMatchLength} bytes");
            foreach (Value value in node.Values) yield return new(path, value.Key, value.Text, value.File, value.Line, value.Priority);
            foreach ((byte label, ulong offset) in node.Children.Reverse()) waiting.Push((offset, [.. path, label]));
        }

        Node ReadNode(ReadOnlySpan<byte> bytes, in HwdbHeader sizes, ulong offset)
        {
            ByteReader fields = At(bytes, sizes, offset, sizes.NodeSize, "nodes");
            ReadOnlyMemory<byte> prefix = Text(fields.U64LittleEndian("prefix_off"), sizes);
            byte children = fields.U8("children_count");
            fields.Skip(7, "padding");
            ulong values = fields.U64LittleEndian("values_count");
            if (values > sizes.NodesLength / sizes.ValueEntrySize) throw Malformed(offset, "values_count", $"{values}", "values inside the nodes");

            ulong end = offset + sizes.NodeSize;
            var childNodes = new (byte, ulong)[children];
            for (int i = 0; i < children; i++, end += sizes.ChildEntrySize)
            {
                ByteReader child = At(bytes, sizes, end, sizes.ChildEntrySize, "children");
                byte label = child.U8("c");
                child.Skip(7, "padding");
                ulong at = child.U64LittleEndian("child_off");
                // Children are written before their parents, so nothing that systemd wrote leads in circles.
                if (at >= offset) throw Malformed(end, "child_off", $"0x{at:X}", $"less than 0x{offset:X}, the offset of its parent");
                childNodes[i] = (label, at);
            }

            At(bytes, sizes, end, values * sizes.ValueEntrySize, "values");
            var entries = new Value[(int)values];
            for (int i = 0; i < entries.Length; i++, end += sizes.ValueEntrySize) entries[i] = ReadValue(At(bytes, sizes, end, sizes.ValueEntrySize, "values"), sizes);
            return new(prefix, childNodes, entries);
        }

        Value ReadValue(ByteReader fields, in HwdbHeader sizes)
        {
            (ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> text) = (Text(fields.U64LittleEndian("key_off"), sizes), Text(fields.U64LittleEndian("value_off"), sizes));
            return sizes.ValueEntrySize < HwdbNode.ValueSize
                ? new(key, text, ReadOnlyMemory<byte>.Empty, 0, 0)
                : new(key, text, Text(fields.U64LittleEndian("filename_off"), sizes), fields.U32LittleEndian("line_number"), fields.U16LittleEndian("file_priority"));
        }

        ReadOnlyMemory<byte> Text(ulong offset, in HwdbHeader sizes)
        {
            ulong strings = sizes.HeaderSize + sizes.NodesLength;
            if (offset < strings || offset >= (ulong)file.Length) throw Malformed(offset, "string", $"offset 0x{offset:X}", $"inside the strings from 0x{strings:X} on");
            ReadOnlyMemory<byte> rest = file[(int)offset..];
            int end = rest.Span.IndexOf((byte)0);
            return end >= 0 ? rest[..end] : throw Malformed(offset, "string", $"{rest.Length} bytes without NUL", "a string that ends inside the file");
        }
    }

    /// <summary>A piece of the nodes.</summary>
    private static ByteReader At(ReadOnlySpan<byte> file, in HwdbHeader header, ulong offset, ulong length, string field)
    {
        ulong end = header.HeaderSize + header.NodesLength;
        return offset >= header.HeaderSize && offset <= end && length <= end - offset
            ? new(HwdbHeader.Format, file.Slice((int)offset, (int)length), (long)offset)
            : throw Malformed(offset, field, $"{length} bytes at 0x{offset:X}", $"inside the nodes, 0x{header.HeaderSize:X} to 0x{end:X}");
    }

    private static void Verify(in HwdbHeader header, int length)
    {
        if (header.FileSize != (ulong)length) throw Malformed(16, "file_size", $"{header.FileSize}", $"{length}, the file's");
        RequireSize(24, "header_size", header.HeaderSize, HwdbHeader.Size, length);
        RequireSize(32, "node_size", header.NodeSize, HwdbNode.Size, length);
        RequireSize(40, "child_entry_size", header.ChildEntrySize, HwdbNode.ChildSize, length);
        RequireSize(48, "value_entry_size", header.ValueEntrySize, ShortValueSize, length);
        ulong rest = (ulong)length - header.HeaderSize;
        if (header.NodesLength > rest) throw Malformed(64, "nodes_len", $"{header.NodesLength}", $"at most {rest}");
        if (header.StringsLength != rest - header.NodesLength) throw Malformed(72, "strings_len", $"{header.StringsLength}", $"{rest - header.NodesLength}, what is left of the file");
    }

    private static void RequireSize(int offset, string field, ulong got, int least, int most)
    {
        if (got < (ulong)least || got > (ulong)most) throw Malformed((ulong)offset, field, $"{got}", $"{least} to {most}");
    }

    private static MalformedDataException Malformed(ulong offset, string field, string got, string expected) =>
        new(HwdbHeader.Format, offset > long.MaxValue ? long.MaxValue : (long)offset, field, got, expected);

    private readonly record struct Node(ReadOnlyMemory<byte> Prefix, (byte Label, ulong Offset)[] Children, Value[] Values);

    private readonly record struct Value(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> File, uint Line, ushort Priority);
}
