using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>What the XML documents of a repository have in common.</summary>
internal static class MetadataXml
{
    /// <summary>Moves to the root's start tag and refuses another document: a login page, most often.</summary>
    public static void ReadRoot(this Utf8XmlReader reader, int @namespace, ReadOnlySpan<byte> name)
    {
        reader.Read();
        if (!reader.IsElement(@namespace, name))
        {
            throw reader.Malformed("root element", $"<{Printable.Escape(reader.LocalName)}>", $"<{Encoding.UTF8.GetString(name)}> in its namespace");
        }
    }

    /// <summary>Behind the root only comments may follow.</summary>
    public static void ReadToEnd(this Utf8XmlReader reader)
    {
        while (reader.Read())
        {
        }
    }

    /// <summary>An element whose text is hex and whose type attribute names the algorithm.</summary>
    public static Digest ReadChecksum(this Utf8XmlReader reader, string field)
    {
        string type = reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "type"u8, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : "";
        return ParseChecksum(reader, field, type, reader.ReadText().Trim(" \t\r\n"u8));
    }

    public static Digest ParseChecksum(IDataPlace place, string field, string type, ReadOnlySpan<byte> hex)
    {
        if (DigestAlgorithms.FromName(type) is not DigestAlgorithm algorithm)
        {
            throw place.Malformed($"{field}/@type", $"'{Printable.Escape(Encoding.UTF8.GetBytes(type))}'", "sha256, sha512, sha384, sha224, sha1 or md5");
        }

        Span<char> characters = stackalloc char[128];
        bool fits = hex.Length <= characters.Length;
        int length = fits ? Encoding.Latin1.GetChars(hex, characters) : 0;
        return fits && Digest.TryFromHex(algorithm, characters[..length], out Digest digest)
            ? digest
            : throw place.Malformed(
                field, $"'{Printable.Escape(hex[..Math.Min(hex.Length, 130)])}'", $"{algorithm.SizeInBytes() * 2} hex digits of {algorithm.Name()}");
    }
}
