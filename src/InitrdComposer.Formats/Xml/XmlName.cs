using System.Buffers;
using System.Text;

namespace InitrdComposer.Formats.Xml;

/// <summary>Names as XML 1.0 (fifth edition, clause 2.3) and "Namespaces in XML" write them.</summary>
internal static class XmlName
{
    /// <summary>NameChar in ASCII. A table and a loop: names are a few bytes long.</summary>
    private static readonly bool[] IsAsciiNameCharacter =
        [.. Enumerable.Range(0, 256).Select(c => c < 0x80 && (char.IsAsciiLetterOrDigit((char)c) || (char)c is '-' or '.' or ':' or '_'))];

    /// <summary>NameStartChar and NameChar beyond ASCII; the last three ranges may not start a name.</summary>
    private static readonly (int First, int Last)[] Ranges =
    [
        (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF),
        (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040),
    ];

    private const int NeverFirst = 3;

    /// <summary>Length of the name that the text begins with; 0 when it begins with none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length)
        {
            byte b = text[length];
            if (IsAsciiNameCharacter[b]) length++;
            else if (b < 0x80 || !IsNameCharacterAt(text[length..], length == 0, out int consumed)) break;
            else length += consumed;
        }

        return length > 0 && text[0] is (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9') ? 0 : length;
    }

    /// <summary>Length of the prefix of a qualified name, 0 without one; null when colons are where none may be.</summary>
    public static int? PrefixLength(ReadOnlySpan<byte> name)
    {
        int colon = name.IndexOf((byte)':');
        if (colon < 0) return 0;
        bool isQualified = colon > 0 && colon + 1 < name.Length && LengthAt(name[(colon + 1)..]) == name.Length - colon - 1
            && !name[(colon + 1)..].Contains((byte)':');
        return isQualified ? colon : null;
    }

    private static bool IsNameCharacterAt(ReadOnlySpan<byte> text, bool isFirst, out int consumed)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out consumed) != OperationStatus.Done) return false;
        foreach ((int first, int last) in isFirst ? Ranges.AsSpan(..^NeverFirst) : Ranges)
        {
            if (rune.Value >= first && rune.Value <= last) return true;
        }

        return false;
    }
}
