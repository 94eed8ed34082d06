using System.Buffers;

namespace InitrdComposer.Formats.Xml;

/// <summary>An attribute of a start tag, as places in the tag; the value's is one in the decoded values when it had to be decoded.</summary>
internal struct XmlAttribute
{
    public int NameStart;
    public int NameLength;
    public int PrefixLength;
    public int Namespace;
    public int ValueStart;
    public int ValueLength;
    public bool IsDecoded;

    public readonly ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> tag) => tag.Slice(NameStart, NameLength);

    public readonly int LocalLength => PrefixLength == 0 ? NameLength : NameLength - PrefixLength - 1;

    public readonly ReadOnlySpan<byte> LocalNameIn(ReadOnlySpan<byte> tag) => tag.Slice(NameStart + NameLength - LocalLength, LocalLength);
}

/// <summary>The grammar of a start tag (XML 1.0, clause 3.1): name and attributes, without a look at what they mean.</summary>
internal sealed class XmlStartTag
{
    public const int MaxAttributes = 256;

    private static readonly SearchValues<byte> DoubleQuoted = SearchValues.Create("\"<&\t\n\r"u8);
    private static readonly SearchValues<byte> SingleQuoted = SearchValues.Create("'<&\t\n\r"u8);

    private XmlAttribute[] _attributes = new XmlAttribute[16];
    private int _count;

    public enum Status
    {
        Complete,

        /// <summary>The text ends inside the tag.</summary>
        Incomplete,
        Wrong,
    }

    public int NameStart { get; private set; }

    public int NameLength { get; private set; }

    /// <summary>Some attribute has a prefix or is "xmlns".</summary>
    public bool HasNamespaces { get; private set; }

    /// <summary>Some value has references or white space other than spaces.</summary>
    public bool HasEncodedValues { get; private set; }

    public int Length { get; private set; }

    public bool IsEmptyElement { get; private set; }

    public Span<XmlAttribute> Attributes => _attributes.AsSpan(0, _count);

    public int WrongAt { get; private set; }

    public string WrongGot { get; private set; } = "";

    public string WrongExpected { get; private set; } = "";

    /// <param name="text">Begins with the tag.</param>
    /// <param name="at">Where the name begins.</param>
    /// <param name="closing">What ends it: "&gt;" (also "/&gt;"), or "?&gt;" for the XML declaration.</param>
    public Status TryParse(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> closing)
    {
        _count = 0;
        (IsEmptyElement, HasNamespaces, HasEncodedValues) = (false, false, false);
        int nameLength = XmlName.LengthAt(text[at..]);
        if (at + nameLength == text.Length) return Status.Incomplete;
        if (nameLength == 0) return Wrong(text, at, "a name");
        (NameStart, NameLength) = (at, nameLength);
        at += nameLength;
        while (true)
        {
            int space = SpaceAt(text[at..]);
            at += space;
            if (at == text.Length) return Status.Incomplete;
            if (text[at] == '/' && closing.Length == 1)
            {
                if (at + 1 == text.Length) return Status.Incomplete;
                if (text[at + 1] != '>') return Wrong(text, at + 1, "'>'");
                IsEmptyElement = true;
                Length = at + 2;
                return Status.Complete;
            }

            if (text[at] == closing[0])
            {
                if (at + closing.Length > text.Length) return Status.Incomplete;
                if (!text[at..].StartsWith(closing)) return Wrong(text, at, "'?>'");
                Length = at + closing.Length;
                return Status.Complete;
            }

            if (space == 0) return Wrong(text, at, "white space, '>' or '/>'");
            Status status = TryAttribute(text, ref at);
            if (status != Status.Complete) return status;
        }
    }

    private Status TryAttribute(ReadOnlySpan<byte> text, ref int at)
    {
        int nameLength = XmlName.LengthAt(text[at..]);
        ReadOnlySpan<byte> name = text.Slice(at, nameLength);
        int nameStart = at;
        if (at + nameLength == text.Length) return Status.Incomplete;
        if (nameLength == 0) return Wrong(text, at, "an attribute");
        at += nameLength;
        at += SpaceAt(text[at..]);
        if (at == text.Length) return Status.Incomplete;
        if (text[at] != '=') return Wrong(text, at, "'='");
        at++;
        at += SpaceAt(text[at..]);
        if (at == text.Length) return Status.Incomplete;
        byte quote = text[at];
        if (quote is not ((byte)'"' or (byte)'\'')) return Wrong(text, at, "a quote");
        at++;
        int length = text[at..].IndexOfAny(quote == '"' ? DoubleQuoted : SingleQuoted);
        bool isEncoded = length >= 0 && text[at + length] != quote;
        if (isEncoded) length = text[at..].IndexOf(quote);
        if (length < 0) return Status.Incomplete;
        if (isEncoded && text.Slice(at, length).IndexOf((byte)'<') is int less and >= 0) return Wrong(text, at + less, "'&lt;'");
        if (_count == MaxAttributes) return Wrong(text, at, $"at most {MaxAttributes} attributes");
        if (_count == _attributes.Length) Array.Resize(ref _attributes, _count * 2);
        HasNamespaces |= name.Contains((byte)':') || name.SequenceEqual("xmlns"u8);
        HasEncodedValues |= isEncoded;
        _attributes[_count++] = new()
        {
            NameStart = nameStart,
            NameLength = nameLength,
            Namespace = Utf8XmlReader.NoNamespace,
            ValueStart = at,
            ValueLength = length,
            IsDecoded = isEncoded,
        };
        at += length + 1;
        return Status.Complete;
    }

    private static int SpaceAt(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (length < text.Length && text[length] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') length++;
        return length;
    }

    private Status Wrong(ReadOnlySpan<byte> text, int at, string expected)
    {
        (WrongAt, WrongGot, WrongExpected) = (at, $"'{Printable.Escape(text.Slice(at, Math.Min(12, text.Length - at)))}'", expected);
        return Status.Wrong;
    }
}
