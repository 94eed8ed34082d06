using System.Text;
using System.Xml;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.Tests.Xml;

/// <summary>A document as a list of events, by our reader and by System.Xml, in one notation.</summary>
internal static class XmlEvents
{
    public const string Known = "urn:known";

    /// <summary>Null when the document is refused.</summary>
    public static string? Ours(byte[] document, Func<Stream, Stream>? wrap = null)
    {
        try
        {
            Stream stream = new MemoryStream(document);
            var reader = new Utf8XmlReader(wrap?.Invoke(stream) ?? stream, "test", Known);
            var text = new StringBuilder();
            var events = new StringBuilder();
            while (reader.Read())
            {
                if (reader.Token == XmlToken.Text)
                {
                    text.Append(Encoding.UTF8.GetString(reader.Text));
                    continue;
                }

                Flush(events, text);
                string name = (reader.Namespace == 0 ? "known:" : "") + Encoding.UTF8.GetString(reader.LocalName);
                if (reader.Token == XmlToken.EndElement) events.Append('/').AppendLine(name);
                else
                {
                    events.AppendLine(name);
                    if (reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "a"u8, out ReadOnlySpan<byte> a)) events.Append(" a=").AppendLine(Encoding.UTF8.GetString(a));
                    if (reader.TryGetAttribute(0, "b"u8, out ReadOnlySpan<byte> b)) events.Append(" known:b=").AppendLine(Encoding.UTF8.GetString(b));
                }
            }

            return events.ToString();
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Ours"/>
    public static string? Theirs(byte[] document)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var stream = new StreamReader(new MemoryStream(document), new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var reader = XmlReader.Create(stream, settings);
            var text = new StringBuilder();
            var events = new StringBuilder();
            while (reader.Read())
            {
                string name = (reader.NamespaceURI == Known ? "known:" : "") + reader.LocalName;
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        Flush(events, text);
                        events.AppendLine(name);
                        bool isEmpty = reader.IsEmptyElement;
                        if (reader.GetAttribute("a", "") is string a) events.Append(" a=").AppendLine(a);
                        if (reader.GetAttribute("b", Known) is string b) events.Append(" known:b=").AppendLine(b);
                        if (isEmpty) events.Append('/').AppendLine(name);
                        break;
                    case XmlNodeType.EndElement:
                        Flush(events, text);
                        events.Append('/').AppendLine(name);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                        text.Append(reader.Value);
                        break;
                }
            }

            return events.ToString();
        }
        catch (Exception exception) when (exception is XmlException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static void Flush(StringBuilder events, StringBuilder text)
    {
        if (text.Length > 0) events.Append('"').Append(text).AppendLine("\"");
        text.Clear();
    }
}
