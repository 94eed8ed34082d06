using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Formats.Kmod;

/// <summary>Reads modules.*.bin, what modprobe and udev look modules up in (libkmod/libkmod-index.c of kmod 34): the counterpart of <see cref="IndexWriter"/>.</summary>
public static class IndexReader
{
    private const string Format = "modules index";
    private const int FirstNode = 3 * sizeof(uint);
    private const uint OffsetMask = 0x0FFF_FFFF;
    private const uint HasPrefixFlag = 0x8000_0000;
    private const uint HasValuesFlag = 0x4000_0000;
    private const uint HasChildrenFlag = 0x2000_0000;

    /// <summary>Of keys and values together, in characters: a whole kernel's take a few million, and a file that lies can name the same bytes over and over.</summary>
    private const int MaxTogether = 16 << 20;

    /// <summary>Every key with its values, keys in the order of their bytes, values in the file's. An empty file has none: depmod leaves one where there is nothing to say.</summary>
    /// <exception cref="MalformedDataException">It is no such index, or a node lies outside of it.</exception>
    public static IReadOnlyList<IndexEntry> Read(ReadOnlyMemory<byte> file)
    {
        if (file.IsEmpty) return [];
        ReadOnlySpan<byte> bytes = file.Span;
        if (Word(bytes, 0) is var magic && magic != IndexWriter.Magic) throw Malformed(0, "magic", $"0x{magic:X8}", $"0x{IndexWriter.Magic:X8}");
        if (Word(bytes, 4) is var version && version >> 16 != IndexWriter.Version >> 16) throw Malformed(4, "version", $"{version >> 16}", $"{IndexWriter.Version >> 16}");
        var entries = new List<IndexEntry>();
        int together = 0;

        // A stack of its own: the depth is the file's claim. Children are pushed last first, so that keys come out in order.
        var open = new Stack<(uint Node, string Key)>();
        open.Push((Word(bytes, 8), ""));
        HashSet<uint> seen = [Word(bytes, 8) & OffsetMask];
        while (open.TryPop(out (uint Node, string Key) next))
        {
            bytes = file.Span;
            int at = (int)(next.Node & OffsetMask);
            if (at < FirstNode) throw Malformed(at, "node", $"{at}", $"{FirstNode} or more");
            string key = next.Key;
            if ((next.Node & HasPrefixFlag) != 0) key += Text(bytes, ref at);
            Count(key.Length, at);
            if ((next.Node & HasChildrenFlag) != 0)
            {
                (int first, int last) = (Byte(bytes, at), Byte(bytes, at + 1));
                if (last < first) throw Malformed(at, "children", $"{first} to {last}", "first to last");
                at += 2;
                for (int c = last; c >= first; c--)
                {
                    if (Word(bytes, at + ((c - first) * sizeof(uint))) is var child && (child & OffsetMask) != 0)
                    {
                        // Nodes that share what is below them would be as many keys as there are ways to it.
                        if (!seen.Add(child & OffsetMask)) throw Malformed(at, "children", $"the node at {child & OffsetMask} for a second time", "each node once");
                        open.Push((child, key + (char)c));
                    }
                }

                at += (last - first + 1) * sizeof(uint);
            }

            if ((next.Node & HasValuesFlag) == 0) continue;
            uint count = Word(bytes, at);
            at += sizeof(uint);
            if (count > bytes.Length / (sizeof(uint) + 1)) throw Malformed(at - sizeof(uint), "values", $"{count}", "as many as the file has room for");
            for (uint i = 0; i < count; i++)
            {
                uint priority = Word(bytes, at);
                at += sizeof(uint);
                string value = Text(bytes, ref at);
                Count(value.Length + 1, at);
                entries.Add(new(key, value, priority));
            }
        }

        return entries;

        void Count(int length, int at)
        {
            together += length + 1;
            if (together > MaxTogether) throw Malformed(at, "keys and values", $"more than {MaxTogether} characters", $"at most {MaxTogether}");
        }
    }

    private static byte Byte(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length ? bytes[at] : throw Truncated(bytes, at);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) =>
        at <= bytes.Length - sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : throw Truncated(bytes, at);

    private static string Text(ReadOnlySpan<byte> bytes, ref int at)
    {
        int length = at < bytes.Length ? bytes[at..].IndexOf((byte)0) : -1;
        if (length < 0) throw Truncated(bytes, at);
        string text = Encoding.Latin1.GetString(bytes.Slice(at, length));
        at += length + 1;
        return text;
    }

    private static MalformedDataException Truncated(ReadOnlySpan<byte> bytes, int at) => Malformed(at, "node", $"end of file at {bytes.Length}", "a node inside the file");

    private static MalformedDataException Malformed(int at, string field, string got, string expected) => new(Format, at, field, got, expected);
}
