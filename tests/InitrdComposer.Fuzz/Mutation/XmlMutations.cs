using System.Text;

namespace InitrdComposer.Fuzz.Mutation;

/// <summary>Elements are left out, repeated, moved, nested and closed as others; attributes become others; texts become what parsers trip over.</summary>
internal static class XmlMutations
{
    private static readonly string[] Texts =
    [
        "", " ", "&amp;", "&lt", "&#0;", "&#x110000;", "&#xD800;", "&#65;", "&nbsp;", "<![CDATA[x]]>", "<![CDATA[", "]]>", "<!-- x -->", "<!--", "<!-- -- -->", "<?pi x?>", "<?xml?>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "-1", "18446744073709551616", "4294967296", "9223372036854775807", "1e5", "\0", "\uFFFE", "\uFEFF", "\u00e9", "a/../b", "//", "\r\n",
        " xmlns=\"\"", " xmlns:rpm=\"x\"", " a=\"1\"", " a='1' a='1'",
    ];

    public static byte[] Apply(byte[] input, Dice dice)
    {
        List<Range> tags = TagsOf(input);
        if (tags.Count == 0) return input;
        int index = dice.Below(tags.Count);
        Range tag = tags[index], element = ElementOf(input, tags, index), second = ElementOf(input, tags, dice.Below(tags.Count));
        return dice.Below(12) switch
        {
            0 => LineMutations.Replaced(input, element, []),
            1 => ByteMutations.Repeated(input, element.Start.Value, element.End.Value - element.Start.Value, 2 + dice.Below(4)),
            2 => ByteMutations.Inserted(input, second.Start.Value, input.AsSpan(element)),
            3 => LineMutations.Replaced(input, element, input.AsSpan(second)),
            4 => LineMutations.Replaced(input, tag, []),
            5 => Nested(input, tag, 2 + dice.Length(200)),
            6 => LineMutations.Replaced(input, tag, input.AsSpan(dice.Of(tags))),
            7 => ByteMutations.Inserted(input, tag.End.Value, Encoding.UTF8.GetBytes(dice.Of(Texts))),
            8 => ByteMutations.Inserted(input, tag.End.Value - 1, Encoding.UTF8.GetBytes(dice.Of(Texts))),
            9 => Attribute(input, tag, dice),
            10 => Text(input, tag, dice),
            _ => LineMutations.Number(input, dice),
        };
    }

    private static List<Range> TagsOf(byte[] input)
    {
        List<Range> tags = [];
        for (int start = 0; start < input.Length;)
        {
            int open = input.AsSpan(start).IndexOf((byte)'<');
            if (open < 0) break;
            int close = input.AsSpan(start + open).IndexOf((byte)'>');
            if (close < 0) break;
            tags.Add((start + open)..(start + open + close + 1));
            start += open + close + 1;
        }

        return tags;
    }

    /// <summary>A start tag with all up to its end tag; of another tag itself.</summary>
    private static Range ElementOf(byte[] input, List<Range> tags, int index)
    {
        int depth = 0;
        for (int i = index; i < tags.Count; i++)
        {
            ReadOnlySpan<byte> tag = input.AsSpan(tags[i]);
            if (tag is [_, (byte)'!' or (byte)'?', ..]) continue;
            if (tag is [_, (byte)'/', ..]) depth--;
            else if (tag[^2] != (byte)'/') depth++;
            if (depth <= 0) return tags[index].Start..(depth < 0 ? tags[index].End : tags[i].End);
        }

        return tags[index];
    }

    private static byte[] Nested(byte[] input, Range tag, int depth) =>
        ByteMutations.Repeated(input, tag.Start.Value, tag.End.Value - tag.Start.Value, depth);

    private static byte[] Attribute(byte[] input, Range tag, Dice dice)
    {
        int first = input.AsSpan(tag).IndexOf((byte)'"');
        if (first < 0) return input;
        int start = tag.Start.Value + first + 1;
        // Of several attributes any, as far as tags have.
        for (int skip = dice.Below(4); skip > 0; skip--)
        {
            int close = input.AsSpan(start).IndexOf((byte)'"');
            int next = close < 0 ? -1 : input.AsSpan(start + close + 1).IndexOf((byte)'"');
            if (next < 0 || start + close + 2 + next > tag.End.Value) break;
            start += close + 2 + next;
        }

        int length = input.AsSpan(start).IndexOf((byte)'"');
        return length < 0 ? input : LineMutations.Replaced(input, start..(start + length), Encoding.UTF8.GetBytes(dice.Of(Texts)));
    }

    private static byte[] Text(byte[] input, Range tag, Dice dice)
    {
        int length = input.AsSpan(tag.End..).IndexOf((byte)'<');
        return length < 0 ? input : LineMutations.Replaced(input, tag.End.Value..(tag.End.Value + length), Encoding.UTF8.GetBytes(dice.Of(Texts)));
    }
}
