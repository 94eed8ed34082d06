using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>Reads repomd.xml as createrepo_c 0.17 to 1.2, createrepo and libzypp's tools write it. Elements that it does not know are skipped.</summary>
public static class RepomdReader
{
    /// <summary>Bytes of a repomd.xml; the largest seen in the field are about 100 KiB.</summary>
    public const int MaxLength = 4 << 20;

    private const string Format = "repomd";
    private const int Repo = 0;

    /// <summary>Types of which there may be one only: two would let a mirror mix and match.</summary>
    private static readonly string[] Unique = ["primary", "primary_db", "filelists", "filelists_db"];

    /// <exception cref="MalformedDataException">Not well-formed, not repomd, or a field breaks its rule.</exception>
    public static Repomd Read(Stream xml)
    {
        using var limited = new LimitedStream(xml, MaxLength, Format, "length");
        var reader = new Utf8XmlReader(limited, Format, "http://linux.duke.edu/metadata/repo");
        reader.ReadRoot(Repo, "repomd"u8);
        string revision = "";
        var data = ImmutableArray.CreateBuilder<RepomdData>();
        while (reader.ReadChild(1))
        {
            if (reader.IsElement(Repo, "revision"u8)) revision = Text(reader).Trim();
            else if (reader.IsElement(Repo, "data"u8)) data.Add(ReadData(reader, data));
            else reader.Skip();
        }

        reader.ReadToEnd();
        return new(revision, data.ToImmutable());
    }

    private static RepomdData ReadData(Utf8XmlReader reader, IEnumerable<RepomdData> before)
    {
        DataPosition start = reader.Position;
        string type = reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "type"u8, out ReadOnlySpan<byte> value) && value.Length > 0
            ? Encoding.UTF8.GetString(value)
            : throw reader.Malformed("data/@type", "none", "a type");
        if (Unique.Contains(type) && before.Any(other => other.Type == type)) throw reader.Malformed("data/@type", $"{type} twice", "once");

        (string Href, string? Base, DataPosition Position)? location = null;
        Digest? checksum = null;
        Digest? openChecksum = null;
        long? size = null;
        long? openSize = null;
        long? timestamp = null;
        while (reader.ReadChild(2))
        {
            if (reader.IsElement(Repo, "location"u8)) location = ReadLocation(reader);
            else if (reader.IsElement(Repo, "checksum"u8)) checksum = reader.ReadChecksum("checksum");
            else if (reader.IsElement(Repo, "open-checksum"u8)) openChecksum = reader.ReadChecksum("open-checksum");
            else if (reader.IsElement(Repo, "size"u8)) size = ReadNumber(reader, "size");
            else if (reader.IsElement(Repo, "open-size"u8)) openSize = ReadNumber(reader, "open-size");
            else if (reader.IsElement(Repo, "timestamp"u8)) timestamp = ReadNumber(reader, "timestamp");
            else reader.Skip();
        }

        string name = Printable.Escape(Encoding.UTF8.GetBytes(type));
        if (location is null) throw new MalformedDataException(Format, start, $"data[{name}]/location", "none", "a location");
        if (checksum is null) throw new MalformedDataException(Format, start, $"data[{name}]/checksum", "none", "a checksum");
        return new(type, location.Value.Href, location.Value.Base, checksum.Value, openChecksum, size, openSize, timestamp, location.Value.Position);
    }

    private static (string Href, string? Base, DataPosition Position) ReadLocation(Utf8XmlReader reader)
    {
        if (!reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "href"u8, out ReadOnlySpan<byte> href) || href.IsEmpty)
        {
            throw reader.Malformed("location/@href", "none", "a path");
        }

        bool hasBase = reader.TryGetAttribute(Utf8XmlReader.XmlNamespace, "base"u8, out ReadOnlySpan<byte> origin);
        var location = (Encoding.UTF8.GetString(href), hasBase ? Encoding.UTF8.GetString(origin) : null, reader.Position);
        reader.Skip();
        return location;
    }

    /// <summary>A fraction, which createrepo of 2012 wrote into timestamps, is dropped.</summary>
    private static long ReadNumber(Utf8XmlReader reader, string field)
    {
        DataPosition start = reader.Position;
        ReadOnlySpan<byte> text = reader.ReadText().Trim(" \t\r\n"u8);
        int dot = field == "timestamp" ? text.IndexOf((byte)'.') : -1;
        ReadOnlySpan<byte> digits = dot < 0 ? text : text[..dot];
        bool isNumber = Utf8Parser.TryParse(digits, out long number, out int consumed) && consumed == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';
        return isNumber ? number : throw new MalformedDataException(Format, start, field, $"'{Printable.Escape(text)}'", "a number from 0 to 2^63-1");
    }

    private static string Text(Utf8XmlReader reader) => Encoding.UTF8.GetString(reader.ReadText());
}
