using System.Buffers;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Xml;

/// <summary>
/// A strict, forward-only, namespace-aware reader of XML 1.0 in UTF-8, without document type declarations: what repository metadata is written in.
/// Hands out bytes where <c>System.Xml</c> makes strings, and knows byte offsets. Depth, token length and attribute count are limited; memory
/// does not grow with the document.
/// </summary>
/// <param name="source">Read to its end, not disposed.</param>
/// <param name="format">Names the format in errors: "repomd", "primary".</param>
/// <param name="namespaces">URIs that <see cref="Namespace"/> tells apart, by index.</param>
public sealed partial class Utf8XmlReader(Stream source, string format, params string[] namespaces) : IDataPlace
{
    /// <summary>No namespace at all.</summary>
    public const int NoNamespace = -1;

    /// <summary>A namespace that is none of those asked for.</summary>
    public const int UnknownNamespace = -2;

    /// <summary>That of xml:base and xml:lang.</summary>
    public const int XmlNamespace = -3;

    /// <summary>Levels of elements, the root being the first.</summary>
    public const int MaxDepth = 64;

    /// <summary>Bytes of one tag, comment or piece of text.</summary>
    public const int MaxTokenLength = 1 << 24;

    /// <summary>What cannot be handed out as it stands, and the tag that ends it.</summary>
    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&]\r"u8);

    private readonly XmlInput _input = new(source, format, MaxTokenLength);
    private readonly XmlScopes _scopes = new(namespaces);
    private readonly XmlStartTag _tag = new();
    private readonly ArrayBufferWriter<byte> _decoded = new();
    private readonly ArrayBufferWriter<byte> _elementText = new();
    private int _length;
    private bool _isEmptyElement;
    private bool _closes;
    private bool _hasRoot;
    private int _firstMarkup;
    private Range? _plainText;

    public XmlToken Token { get; private set; }

    /// <summary>Whether a document type may stand before the root, as long as it declares nothing: no entities, no defaults. What it names is not fetched.</summary>
    public bool AllowsDocumentType { get; init; }

    public string Format => format;

    /// <summary>Where the current token begins.</summary>
    public DataPosition Position => _input.PositionAt(0);

    /// <summary>Open elements, that of the current tag among them.</summary>
    public int Depth => _scopes.Depth;

    /// <summary>Of the current tag: index of its namespace among those asked for, or one of the constants.</summary>
    public int Namespace => _scopes.Namespace;

    /// <summary>Of the current tag; valid until the next read.</summary>
    public ReadOnlySpan<byte> LocalName => _scopes.LocalName;

    /// <summary>Of the current text token; valid until the next read.</summary>
    public ReadOnlySpan<byte> Text => _plainText is Range plain ? _input.Span[plain] : _decoded.WrittenSpan;

    internal static ReadOnlySpan<byte> XmlNamespaceUri => "http://www.w3.org/XML/1998/namespace"u8;

    /// <summary>Moves to the next tag or text; false at the end of a well-formed document.</summary>
    /// <exception cref="MalformedDataException">The document is not well-formed, or a limit is exceeded.</exception>
    public bool Read()
    {
        if (_closes) _scopes.Close();
        _closes = false;
        if (Token == XmlToken.StartElement && _isEmptyElement)
        {
            _closes = true;
            Token = XmlToken.EndElement;
            return true;
        }

        while (true)
        {
            _input.Advance(_length);
            _length = 0;
            if (_input.Span.IsEmpty && !_input.Fill()) return AtEnd();
            if (_input.Offset == 0 && SkipsByteOrderMark()) continue;
            if (ReadMarkupOrText()) return true;
        }
    }

    /// <summary>True on the start tag of this element.</summary>
    public bool IsElement(int @namespace, ReadOnlySpan<byte> localName) =>
        Token == XmlToken.StartElement && Namespace == @namespace && LocalName.SequenceEqual(localName);

    /// <summary>
    /// Moves to the next child's start tag; false on the end tag of the element whose <see cref="Depth"/> is given. The child must be consumed, by
    /// <see cref="Skip"/>, <see cref="ReadText"/> or by reading its children.
    /// </summary>
    public bool ReadChild(int depth)
    {
        while (Read())
        {
            if (Token == XmlToken.StartElement) return true;
            if (Token == XmlToken.EndElement && Depth == depth) return false;
        }

        return false;
    }

    /// <summary>From a start tag to its end tag.</summary>
    public void Skip()
    {
        if (Token == XmlToken.StartElement && TryReadPlainText(out _)) return;
        int depth = Depth;
        while (!(Token == XmlToken.EndElement && Depth == depth)) Read();
    }

    /// <summary>From a start tag to its end tag, returning the text between; valid until the next read.</summary>
    /// <exception cref="MalformedDataException">There is an element inside.</exception>
    public ReadOnlySpan<byte> ReadText()
    {
        if (TryReadPlainText(out ReadOnlySpan<byte> plain)) return plain;
        _elementText.ResetWrittenCount();
        while (Read() && Token != XmlToken.EndElement)
        {
            if (Token == XmlToken.StartElement) throw this.Malformed("content", $"<{Printable.Escape(_scopes.QualifiedName)}>", "text");
            if (_elementText.WrittenCount + Text.Length > MaxTokenLength) throw TooLong();
            _elementText.Write(Text);
        }

        return _elementText.WrittenSpan;
    }

    /// <summary>The common case of <see cref="ReadText"/>, without a token of its own: buffered text without references, then the end tag.</summary>
    private bool TryReadPlainText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_isEmptyElement) return false;
        ReadOnlySpan<byte> content = _input.Span[_length..];
        ReadOnlySpan<byte> name = _scopes.QualifiedName;
        int end = content.IndexOfAny(TextStops);
        if (end < 0 || end + name.Length + 3 > content.Length || content[end] != '<' || content[end + 1] != '/'
            || !content[(end + 2)..].StartsWith(name) || content[end + 2 + name.Length] != '>')
        {
            return false;
        }

        text = content[..end];
        _input.Advance(_length + end);
        _length = name.Length + 3;
        _closes = true;
        Token = XmlToken.EndElement;
        return true;
    }

    /// <summary>False when what was read is no token of interest: a comment, an instruction, white space around the root.</summary>
    private bool ReadMarkupOrText()
    {
        if (_input.Span[0] != '<') return ReadCharacterData();
        byte second = ByteAt(1);
        return second switch
        {
            (byte)'/' => ReadEndTag(),
            (byte)'!' => ReadDeclaration(),
            (byte)'?' => ReadInstruction(),
            _ => ReadStartTag(),
        };
    }

    private bool ReadStartTag()
    {
        if (_hasRoot && Depth == 0) throw this.Malformed("content", "a second root element", "the end of the document");
        if (Depth == MaxDepth) throw this.Malformed("depth", $"more than {MaxDepth} levels", $"at most {MaxDepth} levels");
        XmlStartTag.Status status;
        while ((status = _tag.TryParse(_input.Span, 1, ">"u8)) == XmlStartTag.Status.Incomplete) FillOrThrow();
        if (status == XmlStartTag.Status.Wrong) throw WrongTag();

        _hasRoot = true;
        _length = _tag.Length;
        _isEmptyElement = _tag.IsEmptyElement;
        if (_tag.HasEncodedValues) DecodeAttributes();
        if (_tag.HasNamespaces) ResolveAttributes();
        if (_tag.Attributes.Length > 1) RefuseDuplicates();
        ReadOnlySpan<byte> name = _input.Span.Slice(_tag.NameStart, _tag.NameLength);
        int prefixLength = XmlName.PrefixLength(name) ?? throw this.Malformed("name", Printable.Escape(name), "prefix:name");
        _scopes.Open(name, prefixLength, ResolvePrefix(name[..prefixLength]));
        Token = XmlToken.StartElement;
        return true;
    }

    private bool ReadEndTag()
    {
        if (Depth == 0) throw this.Malformed("end tag", "no open element", "a start tag before it");
        ReadOnlySpan<byte> name = _scopes.QualifiedName;
        int end;
        while ((end = _input.Span.IndexOf((byte)'>')) < 0) FillOrThrow();
        ReadOnlySpan<byte> written = _input.Span[2..end];
        if (!written.SequenceEqual(name) && !written.TrimEnd(" \t\r\n"u8).SequenceEqual(name))
        {
            throw this.Malformed("end tag", $"</{Printable.Escape(written[..Math.Min(written.Length, 80)])}>", $"</{Printable.Escape(name)}>");
        }

        _length = end + 1;
        _closes = true;
        Token = XmlToken.EndElement;
        return true;
    }

    private bool ReadCharacterData()
    {
        int end;
        bool isPlain;
        do
        {
            end = _input.Span.IndexOfAny(TextStops);
            isPlain = end < 0 || _input.Span[end] == '<';
            if (!isPlain) end = _input.Span.IndexOf((byte)'<');
        }
        while (end < 0 && _input.Fill());

        ReadOnlySpan<byte> raw = end < 0 ? _input.Span : _input.Span[..end];
        _length = raw.Length;
        if (Depth == 0)
        {
            int text = raw.IndexOfAnyExcept(" \t\r\n"u8);
            return text < 0 ? false : throw this.Malformed("content", $"'{Printable.Escape(raw.Slice(text, Math.Min(12, raw.Length - text)))}'", "markup");
        }

        if (end < 0) throw Truncated(raw.Length);
        if (!isPlain && raw.IndexOf("]]>"u8) is int bracket and >= 0) throw Wrong(bracket, "text", "']]>'", "']]&gt;'");
        Token = XmlToken.Text;
        _plainText = isPlain || !raw.ContainsAny((byte)'&', (byte)'\r') ? ..end : null;
        if (_plainText is not null) return true;
        _decoded.ResetWrittenCount();
        if (XmlText.Decode(raw, isAttribute: false, _decoded) is { } bad) throw WrongReference(bad.At, bad.Text);
        return true;
    }

    private bool ReadDeclaration()
    {
        if (StartsWith("<!--"u8))
        {
            int dashes;
            while ((dashes = _input.Span[4..].IndexOf("--"u8)) < 0 || dashes + 6 >= _input.Span.Length) FillOrThrow();
            if (_input.Span[dashes + 6] != '>') throw Wrong(dashes + 4, "comment", "'--'", "'-->'");
            _length = dashes + 7;
            return false;
        }

        if (StartsWith("<![CDATA["u8) && Depth > 0)
        {
            const int Opening = 9;
            int end;
            while ((end = _input.Span[Opening..].IndexOf("]]>"u8)) < 0) FillOrThrow();
            _length = Opening + end + 3;
            SetVerbatim(Opening..(Opening + end));
            return true;
        }

        if (AllowsDocumentType && Depth == 0 && !_hasRoot && StartsWith("<!DOCTYPE"u8))
        {
            int end;
            while ((end = _input.Span.IndexOfAny((byte)'>', (byte)'[')) < 0) FillOrThrow();
            if (_input.Span[end] == '[') throw Wrong(end, "DOCTYPE", "declarations", "none: metadata has no entities of its own");
            _length = end + 1;
            return false;
        }

        string got = Printable.Escape(_input.Span[..Math.Min(9, _input.Span.Length)]);
        throw StartsWith("<!DOCTYPE"u8)
            ? this.Malformed("DOCTYPE", "a document type declaration", "none: metadata has no entities of its own")
            : this.Malformed("markup", got, "an element, a comment or text");
    }

    private bool ReadInstruction()
    {
        int end;
        while ((end = _input.Span[2..].IndexOf("?>"u8)) < 0) FillOrThrow();
        end += 2;
        _length = end + 2;
        ReadOnlySpan<byte> target = _input.Span[2..end];
        target = target[..XmlName.LengthAt(target)];
        bool isDeclaration = target.SequenceEqual("xml"u8);
        if (isDeclaration && _input.Offset != _firstMarkup) throw this.Malformed("XML declaration", "not at the beginning", "at the beginning");
        if (isDeclaration) CheckDeclaration(end);
        else if (target.IsEmpty || target.Contains((byte)':') || (target.Length == 3 && System.Text.Ascii.EqualsIgnoreCase(target, "xml"u8))
            || (target.Length + 2 < end && _input.Span[target.Length + 2] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')))
        {
            throw this.Malformed("processing instruction", Printable.Escape(_input.Span[..Math.Min(end + 2, 24)]), "<?target ...?>");
        }

        return false;
    }

    /// <summary>Clause 2.8: version, then encoding, then standalone.</summary>
    private void CheckDeclaration(int end)
    {
        bool isWhole = _tag.TryParse(_input.Span[..(end + 2)], 2, "?>"u8) == XmlStartTag.Status.Complete;
        string[] names = isWhole ? [.. _tag.Attributes.ToArray().Select(a => System.Text.Encoding.UTF8.GetString(a.NameIn(_input.Span)))] : [];
        bool isOrdered = names is ["version"] or ["version", "encoding"] or ["version", "standalone"] or ["version", "encoding", "standalone"];
        if (!isWhole || _tag.HasEncodedValues || !isOrdered || !ValueOf(_tag.Attributes[0]).SequenceEqual("1.0"u8)
            || (names[^1] == "standalone" && System.Text.Encoding.UTF8.GetString(ValueOf(_tag.Attributes[^1])) is not ("yes" or "no")))
        {
            throw this.Malformed("XML declaration", Printable.Escape(_input.Span[..Math.Min(end + 2, 80)]), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        }

        if (names is [_, "encoding", ..] && !System.Text.Ascii.EqualsIgnoreCase(ValueOf(_tag.Attributes[1]), "UTF-8"u8))
        {
            throw this.Malformed("encoding", Printable.Escape(ValueOf(_tag.Attributes[1])), "UTF-8");
        }
    }

    /// <summary>A CDATA section: no references, but line ends become one LF (clause 2.11).</summary>
    private void SetVerbatim(Range range)
    {
        ReadOnlySpan<byte> raw = _input.Span[range];
        Token = XmlToken.Text;
        _plainText = raw.Contains((byte)'\r') ? null : range;
        if (_plainText is not null) return;
        _decoded.ResetWrittenCount();
        for (int i = 0; i < raw.Length; i++)
        {
            bool isPair = raw[i] == '\r' && i + 1 < raw.Length && raw[i + 1] == '\n';
            if (!isPair) _decoded.Write([raw[i] == '\r' ? (byte)'\n' : raw[i]]);
        }
    }

    private bool AtEnd()
    {
        Token = XmlToken.None;
        if (!_hasRoot) throw this.Malformed("root element", "end of data", "an element");
        return Depth == 0 ? false : throw Truncated(0);
    }

    private bool SkipsByteOrderMark()
    {
        if (!_input.Span.StartsWith("\uFEFF"u8)) return false;
        _length = _firstMarkup = 3;
        return true;
    }

    private bool StartsWith(ReadOnlySpan<byte> text)
    {
        while (_input.Span.Length < text.Length && text.StartsWith(_input.Span)) FillOrThrow();
        return _input.Span.StartsWith(text);
    }

    private byte ByteAt(int index)
    {
        while (_input.Span.Length <= index) FillOrThrow();
        return _input.Span[index];
    }

    private void FillOrThrow()
    {
        if (!_input.Fill()) throw Truncated(_input.Span.Length);
    }

    private MalformedDataException Truncated(int ahead) => Wrong(
        ahead, "end of data", "end of data", Depth == 0 ? "an element" : $"</{Printable.Escape(_scopes.QualifiedName)}>");

    private MalformedDataException TooLong() => this.Malformed("text length", $"more than {MaxTokenLength} bytes", $"at most {MaxTokenLength} bytes");

    private MalformedDataException WrongTag() => Wrong(_tag.WrongAt, "tag", _tag.WrongGot, _tag.WrongExpected);

    private MalformedDataException WrongReference(int at, string text) => Wrong(at, "reference", $"'{text}'", "&amp; &lt; &gt; &quot; &apos; or a character reference");

    private MalformedDataException Wrong(int ahead, string field, string got, string expected) => new(format, _input.PositionAt(ahead), field, got, expected);
}
