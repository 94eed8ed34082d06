using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Xml;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// Reads metalinks of the kind that MirrorManager writes (Metalink 3.0 with its mm0 extension), which dnf asks for. Elements that it does not know are
/// skipped, and so are digests of algorithms that it does not know.
/// </summary>
public static class MetalinkReader
{
    /// <summary>Bytes of a metalink; Fedora's of all mirrors in the world is about 60 KiB.</summary>
    public const int MaxLength = 4 << 20;

    /// <summary>Mirrors of one repository; Fedora has about 200.</summary>
    public const int MaxMirrors = 5000;

    /// <summary>States of one repository; MirrorManager keeps those of some days.</summary>
    public const int MaxAlternates = 1000;

    private const string Format = "metalink";
    private const string FileName = "repomd.xml";
    private const int Link = 0, Manager = 1;

    /// <exception cref="MalformedDataException">Not well-formed, no metalink of a repomd.xml, or a field breaks its rule.</exception>
    public static Metalink Read(Stream xml)
    {
        using var limited = new LimitedStream(xml, MaxLength, Format, "length");
        var reader = new Utf8XmlReader(limited, Format, "http://www.metalinker.org/", "http://fedorahosted.org/mirrormanager");
        reader.ReadRoot(Link, "metalink"u8);
        Metalink? found = null;
        while (reader.ReadChild(1))
        {
            if (!reader.IsElement(Link, "files"u8))
            {
                reader.Skip();
                continue;
            }

            while (reader.ReadChild(2))
            {
                if (!IsRepomd(reader)) reader.Skip();
                else if (found is null) found = ReadFile(reader);
                else throw reader.Malformed("file/@name", $"{FileName} twice", "once");
            }
        }

        reader.ReadToEnd();
        return found ?? throw new MalformedDataException(Format, reader.Position, "file", "none", $"one whose name is {FileName}");
    }

    private static bool IsRepomd(Utf8XmlReader reader) =>
        reader.IsElement(Link, "file"u8) && reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "name"u8, out ReadOnlySpan<byte> name) && name.SequenceEqual("repomd.xml"u8);

    private static Metalink ReadFile(Utf8XmlReader reader)
    {
        var version = new MetalinkVersion([], null, null);
        var alternates = ImmutableArray.CreateBuilder<MetalinkVersion>();
        var mirrors = new List<MetalinkMirror>();
        while (reader.ReadChild(3))
        {
            if (reader.IsElement(Manager, "alternates"u8)) ReadAlternates(reader, alternates);
            else if (reader.IsElement(Link, "resources"u8)) ReadMirrors(reader, mirrors);
            else version = ReadPart(reader, version, 3);
        }

        if (version.Digests.IsEmpty) throw reader.Malformed("verification", "no hash", "one of md5, sha1, sha256, sha384 or sha512 at least");
        return new(version, alternates.ToImmutable(), [.. mirrors.OrderByDescending(mirror => mirror.Preference)]);
    }

    /// <summary>One more thing that is said of a state of the file.</summary>
    private static MetalinkVersion ReadPart(Utf8XmlReader reader, MetalinkVersion version, int depth)
    {
        if (reader.IsElement(Link, "size"u8)) return version with { Size = ReadNumber(reader, "size") };
        if (reader.IsElement(Manager, "timestamp"u8)) return version with { Timestamp = ReadNumber(reader, "timestamp") };
        if (reader.IsElement(Link, "verification"u8)) return version with { Digests = ReadDigests(reader, depth + 1) };
        reader.Skip();
        return version;
    }

    private static void ReadAlternates(Utf8XmlReader reader, ImmutableArray<MetalinkVersion>.Builder alternates)
    {
        while (reader.ReadChild(4))
        {
            if (!reader.IsElement(Manager, "alternate"u8))
            {
                reader.Skip();
                continue;
            }

            if (alternates.Count == MaxAlternates) throw reader.Malformed("alternates", $"more than {MaxAlternates}", $"at most {MaxAlternates}");
            var version = new MetalinkVersion([], null, null);
            while (reader.ReadChild(5)) version = ReadPart(reader, version, 5);
            alternates.Add(version);
        }
    }

    private static ImmutableArray<Digest> ReadDigests(Utf8XmlReader reader, int depth)
    {
        var digests = ImmutableArray.CreateBuilder<Digest>();
        while (reader.ReadChild(depth))
        {
            bool isKnown = reader.IsElement(Link, "hash"u8) && reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "type"u8, out ReadOnlySpan<byte> type)
                && DigestAlgorithms.FromName(Encoding.UTF8.GetString(type)) is not null;
            if (isKnown) digests.Add(reader.ReadChecksum("hash"));
            else reader.Skip();
        }

        return digests.ToImmutable();
    }

    private static void ReadMirrors(Utf8XmlReader reader, List<MetalinkMirror> mirrors)
    {
        while (reader.ReadChild(4))
        {
            if (!reader.IsElement(Link, "url"u8))
            {
                reader.Skip();
                continue;
            }

            if (mirrors.Count == MaxMirrors) throw reader.Malformed("resources", $"more than {MaxMirrors} mirrors", $"at most {MaxMirrors}");
            int preference = 0;
            if (reader.TryGetAttribute(Utf8XmlReader.NoNamespace, "preference"u8, out ReadOnlySpan<byte> value))
            {
                if (!Utf8Parser.TryParse(value, out preference, out int consumed) || consumed != value.Length || preference is < 0 or > 100)
                {
                    throw reader.Malformed("url/@preference", $"'{Printable.Escape(value[..Math.Min(value.Length, 100)])}'", "a number from 0 to 100");
                }
            }

            mirrors.Add(new(Encoding.UTF8.GetString(reader.ReadText().Trim(" \t\r\n"u8)), preference));
        }
    }

    private static long ReadNumber(Utf8XmlReader reader, string field)
    {
        DataPosition start = reader.Position;
        ReadOnlySpan<byte> text = reader.ReadText().Trim(" \t\r\n"u8);
        bool isNumber = Utf8Parser.TryParse(text, out long number, out int consumed) && consumed == text.Length && number >= 0;
        return isNumber ? number : throw new MalformedDataException(Format, start, field, $"'{Printable.Escape(text[..Math.Min(text.Length, 100)])}'", "a number from 0 to 2^63-1");
    }
}
