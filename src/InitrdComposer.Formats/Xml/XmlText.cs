using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace InitrdComposer.Formats.Xml;

/// <summary>Turns what stands in a document into what it means: references, line ends, white space in attributes.</summary>
internal static class XmlText
{
    /// <summary>Where a reference is wrong, and what it says.</summary>
    public readonly record struct BadReference(int At, string Text);

    /// <summary>
    /// Appends the meaning of <paramref name="raw"/>: predefined entities and character references (XML 1.0, 4.1 and 4.6), line ends as one LF
    /// (2.11), in attributes white space as spaces (3.3.3).
    /// </summary>
    /// <returns>The first reference that means nothing, or null.</returns>
    public static BadReference? Decode(ReadOnlySpan<byte> raw, bool isAttribute, ArrayBufferWriter<byte> into)
    {
        for (int at = 0; at < raw.Length;)
        {
            int plain = raw[at..].IndexOfAny("&\r\n\t"u8);
            if (plain < 0) plain = raw.Length - at;
            into.Write(raw.Slice(at, plain));
            at += plain;
            if (at == raw.Length) break;
            if (raw[at] == '&')
            {
                int length = raw[at..].IndexOf((byte)';') + 1;
                if (length == 0 || !TryReference(raw.Slice(at + 1, length - 2), out Rune rune))
                {
                    return new(at, Printable.Escape(raw.Slice(at, length == 0 ? Math.Min(12, raw.Length - at) : Math.Min(length, 24))));
                }

                into.Advance(rune.EncodeToUtf8(into.GetSpan(4)));
                at += length;
                continue;
            }

            if (raw[at] == '\r' && at + 1 < raw.Length && raw[at + 1] == '\n') at++;
            into.Write([isAttribute ? (byte)' ' : raw[at] == '\t' ? (byte)'\t' : (byte)'\n']);
            at++;
        }

        return null;
    }

    private static bool TryReference(ReadOnlySpan<byte> name, out Rune rune)
    {
        if (name is [(byte)'#', ..]) return TryCharacter(name[1..], out rune);
        char predefined = name.SequenceEqual("lt"u8) ? '<'
            : name.SequenceEqual("gt"u8) ? '>'
            : name.SequenceEqual("amp"u8) ? '&'
            : name.SequenceEqual("quot"u8) ? '"'
            : name.SequenceEqual("apos"u8) ? '\''
            : '\0';
        rune = new(predefined);
        return predefined != '\0';
    }

    private static bool TryCharacter(ReadOnlySpan<byte> digits, out Rune rune)
    {
        rune = default;
        bool isHex = digits is [(byte)'x', ..];
        ReadOnlySpan<byte> number = isHex ? digits[1..] : digits;
        return number.Length > 0 && !number.ContainsAnyExcept(isHex ? "0123456789abcdefABCDEF"u8 : "0123456789"u8)
            && Utf8Parser.TryParse(number, out uint value, out _, isHex ? 'X' : 'D')
            && Rune.TryCreate(value, out rune)
            && (value >= 0x20 || value is 9 or 10 or 13) && value is not (0xFFFE or 0xFFFF);
    }
}
