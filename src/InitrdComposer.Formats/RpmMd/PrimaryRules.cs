using System.Buffers;
using System.Buffers.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>The rules of primary metadata's fields, whichever form they came in.</summary>
public static class PrimaryRules
{
    /// <summary>NAME_MAX: a package's name is part of a file name.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Bytes of a dependency's name, a rich one among them.</summary>
    public const int MaxDependencyLength = 1 << 16;

    private static readonly SearchValues<byte> NotInNames =
        SearchValues.Create([(byte)'/', (byte)' ', 0x7F, .. Enumerable.Range(0, 0x20).Select(c => (byte)c)]);

    public static void CheckName(IDataPlace place, string field, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) throw place.Malformed(field, "nothing", "a name");
        if (name.Length > MaxNameLength) throw place.Malformed(field, $"{name.Length} bytes", $"at most {MaxNameLength} bytes");
        if (name.ContainsAny(NotInNames)) throw place.Malformed(field, $"'{Printable.Escape(name)}'", "no '/', no white space, no control characters");
    }

    /// <summary>A version or release: may be what a version comparison copes with, but must be one word.</summary>
    public static void CheckVersion(IDataPlace place, string field, ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxNameLength) throw place.Malformed(field, $"{text.Length} bytes", $"at most {MaxNameLength} bytes");
        if (text.ContainsAny(NotInNames)) throw place.Malformed(field, $"'{Printable.Escape(text)}'", "no '/', no white space, no control characters");
    }

    internal static uint ParseEpoch(IDataPlace place, string field, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        return Utf8Parser.TryParse(text, out uint epoch, out int consumed) && consumed == text.Length && text[0] != '+' && epoch <= int.MaxValue
            ? epoch
            : throw place.Malformed(field, $"'{Printable.Escape(text)}'", "a number from 0 to 2^31-1");
    }

    internal static EntryFlags ParseFlags(IDataPlace place, string field, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return EntryFlags.None;
        return text.SequenceEqual("EQ"u8) ? EntryFlags.EQ
            : text.SequenceEqual("GE"u8) ? EntryFlags.GE
            : text.SequenceEqual("LE"u8) ? EntryFlags.LE
            : text.SequenceEqual("GT"u8) ? EntryFlags.GT
            : text.SequenceEqual("LT"u8) ? EntryFlags.LT
            : throw place.Malformed(field, $"'{Printable.Escape(text)}'", "EQ, LT, GT, LE or GE");
    }

    /// <summary>Flags and version come together, and the name of a dependency is one line.</summary>
    public static void CheckEntry(in PrimaryEntry entry)
    {
        if (entry.Name.IsEmpty) throw entry.Place.Malformed("entry/@name", "nothing", "a name");
        if (entry.Name.Length > MaxDependencyLength)
        {
            throw entry.Place.Malformed("entry/@name", $"{entry.Name.Length} bytes", $"at most {MaxDependencyLength} bytes");
        }

        if ((entry.Flags == EntryFlags.None) != entry.Version.IsEmpty)
        {
            throw entry.Place.Malformed(
                "entry/@flags", entry.Flags == EntryFlags.None ? "a version without flags" : "flags without a version", "both or none");
        }

        CheckVersion(entry.Place, "entry/@ver", entry.Version);
        CheckVersion(entry.Place, "entry/@rel", entry.Release);
    }

    internal static long ParseNumber(IDataPlace place, string field, ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out int consumed) && consumed == text.Length && text[0] is >= (byte)'0' and <= (byte)'9'
            ? number
            : throw place.Malformed(field, $"'{Printable.Escape(text)}'", "a number from 0 to 2^63-1");

    /// <summary>
    /// The header is never fetched by range, so that it ends inside the package is not checked: converted repositories are known to carry made-up ends.
    /// </summary>
    internal static void CheckHeaderRange(IDataPlace place, long start, long end)
    {
        if (start > end) throw place.Malformed("header-range", $"{start} to {end}", "a range");
    }
}
