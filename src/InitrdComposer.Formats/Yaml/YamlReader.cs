using System.Text;
using InitrdComposer.Formats.IO;
using YamlDotNet.Core;

namespace InitrdComposer.Formats.Yaml;

/// <summary>
/// Reads what writers of metadata use of YAML 1.1: documents of mappings, sequences and scalars. Anchors, aliases, tags and keys that are no scalars are
/// refused, so a document is never more than what is written.
/// </summary>
public static class YamlReader
{
    /// <summary>With the byte order mark, so that one in front is passed over.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>The documents of a stream, one after the other; empty ones are passed over.</summary>
    /// <param name="stream">Read to its end and left open. UTF-8; a byte order mark in front and CRLF line ends are accepted.</param>
    /// <param name="format">What it is, for errors.</param>
    /// <param name="limits">Null: the default ones.</param>
    /// <exception cref="MalformedDataException">No YAML, more of YAML than that, or beyond the limits; known when the document is reached.</exception>
    public static IEnumerable<YamlNode> Read(Stream stream, string format, YamlLimits? limits = null)
    {
        limits ??= YamlLimits.Default;
        using var text = new StreamReader(new LimitedStream(stream, limits.MaxBytes, format, "length"), Utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var nodes = new YamlNodes(new Parser(text), format, limits);
        while (nodes.NextDocument() is YamlNode document) yield return document;
    }
}
