using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>A key of a binary index with one of its values.</summary>
/// <param name="Key">7-bit ASCII.</param>
/// <param name="Value">7-bit ASCII.</param>
/// <param name="Priority">The lower, the earlier among the values of one key.</param>
public readonly record struct IndexEntry(string Key, string Value, uint Priority);

/// <summary>
/// Writes modules.*.bin: a radix tree over the keys in network byte order, version 2.1 (libkmod/libkmod-index.c and tools/depmod.c of kmod 34,
/// byte for byte: nodes in pre-order).
/// </summary>
public static class IndexWriter
{
    public const uint Magic = 0xB007F457;
    public const uint Version = 0x0002_0001;

    /// <exception cref="ArgumentException">A key or value is not 7-bit ASCII.</exception>
    public static byte[] Write(IEnumerable<IndexEntry> entries)
    {
        var root = IndexNode.Root([.. entries]);
        using var file = new MemoryStream();
        Word(Magic);
        Word(Version);
        Word(3 * sizeof(uint) | root.Flags);
        WriteNode(root, 3 * sizeof(uint));
        return file.ToArray();

        void WriteNode(IndexNode node, uint offset)
        {
            if (node.Prefix.Length > 0) Text(node.Prefix);

            uint childOffset = offset + node.Size;
            if (node.HasChildren)
            {
                file.WriteByte((byte)node.First);
                file.WriteByte((byte)node.Last);
                for (char c = node.First; c <= node.Last; c++)
                {
                    IndexNode? child = node.Child(c);
                    Word(child is null ? 0 : childOffset | child.Flags);
                    childOffset += child?.TotalSize ?? 0;
                }
            }

            if (node.Values.Length > 0) Word((uint)node.Values.Length);
            foreach (IndexEntry value in node.Values)
            {
                Word(value.Priority);
                Text(value.Value);
            }

            childOffset = offset + node.Size;
            foreach (IndexNode child in node.Children)
            {
                WriteNode(child, childOffset);
                childOffset += child.TotalSize;
            }
        }

        void Word(uint value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            file.Write(bytes);
        }

        void Text(string text)
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            file.WriteByte(0);
        }
    }
}
