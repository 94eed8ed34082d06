using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// A header of a package: tags and their data, checked whole when it was read, so that what is taken out of it can be of the wrong type or length
/// only. Strings are kept as bytes and decoded when asked for.
/// </summary>
public sealed class RpmHeader
{
    private readonly RpmIndexEntry[] _entries;
    private readonly byte[] _bytes;
    private readonly int _storeStart;

    /// <param name="name">For errors.</param>
    /// <param name="offset">Where the header begins in the file.</param>
    /// <param name="bytes">Intro, index and store.</param>
    /// <param name="entries">Without the region, sorted by tag.</param>
    internal RpmHeader(string name, long offset, byte[] bytes, RpmIndexEntry[] entries, int storeStart) =>
        (Name, Offset, _bytes, _entries, _storeStart) = (name, offset, bytes, entries, storeStart);

    /// <summary>Where the header begins in the file.</summary>
    public long Offset { get; }

    /// <summary>The header as it is in the file, magic to last byte: what its digests and signatures are over.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The tags, in ascending order.</summary>
    public IEnumerable<RpmTag> Tags => _entries.Select(entry => entry.Tag);

    private string Name { get; }

    public bool Contains(RpmTag tag) => IndexOf(tag) >= 0;

    /// <summary>A string, of an I18N string the one for "C"; null without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public string? String(RpmTag tag)
    {
        if (!TryFind(tag, out RpmIndexEntry entry)) return null;
        if (entry.Type is not (RpmType.String or RpmType.I18nString)) throw WrongType(entry, "STRING");
        ReadOnlySpan<byte> data = From(entry);
        return Encoding.UTF8.GetString(data[..data.IndexOf((byte)0)]);
    }

    /// <summary>The strings of an array (rpm writes some arrays of one as a string); none without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public RpmStringArray Strings(RpmTag tag)
    {
        if (!TryFind(tag, out RpmIndexEntry entry)) return default;
        if (entry.Type is not (RpmType.String or RpmType.StringArray or RpmType.I18nString)) throw WrongType(entry, "STRING_ARRAY");
        var starts = new int[(int)entry.Count + 1];
        int position = _storeStart + entry.Offset;
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = position;
            if (i < entry.Count) position += _bytes.AsSpan(position).IndexOf((byte)0) + 1;
        }

        return new(_bytes, starts);
    }

    /// <summary>The bytes of a tag; empty without it.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public ReadOnlySpan<byte> Binary(RpmTag tag)
    {
        if (!TryFind(tag, out RpmIndexEntry entry)) return default;
        return entry.Type == RpmType.Bin ? From(entry)[..(int)entry.Count] : throw WrongType(entry, "BIN");
    }

    /// <summary>16-bit numbers; null without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public ushort[]? UInt16Array(RpmTag tag)
    {
        if (!TryFind(tag, RpmType.Int16, "INT16", out RpmIndexEntry entry)) return null;
        var values = new ushort[entry.Count];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(From(entry)[..(values.Length * 2)]), values);
        return values;
    }

    /// <summary>32-bit numbers; null without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public uint[]? UInt32Array(RpmTag tag)
    {
        if (!TryFind(tag, RpmType.Int32, "INT32", out RpmIndexEntry entry)) return null;
        var values = new uint[entry.Count];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(From(entry)[..(values.Length * 4)]), values);
        return values;
    }

    /// <summary>64-bit numbers; null without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type.</exception>
    public ulong[]? UInt64Array(RpmTag tag)
    {
        if (!TryFind(tag, RpmType.Int64, "INT64", out RpmIndexEntry entry)) return null;
        var values = new ulong[entry.Count];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(From(entry)[..(values.Length * 8)]), values);
        return values;
    }

    /// <summary>One 32-bit number; null without the tag.</summary>
    /// <exception cref="MalformedDataException">The tag is of another type, or an array.</exception>
    public uint? UInt32(RpmTag tag) => UInt32Array(tag) switch
    {
        null => null,
        [uint value] => value,
        uint[] values => throw Malformed(tag, $"{values.Length} numbers", "1 number"),
    };

    /// <summary>A string that every package has.</summary>
    /// <exception cref="MalformedDataException">The tag is missing, empty or of another type.</exception>
    public string RequiredString(RpmTag tag) =>
        String(tag) is { Length: > 0 } text ? text : throw Malformed(tag, Contains(tag) ? "an empty string" : "nothing", "a string");

    /// <summary>An error at a tag's data, or at the header if it has none.</summary>
    public MalformedDataException Malformed(RpmTag tag, string got, string expected) =>
        new(Name, OffsetOf(tag), RpmTagNames.Of(tag), got, expected);

    /// <summary>Where in the file a tag's data begins; the header's beginning if it has none.</summary>
    internal long OffsetOf(RpmTag tag) => TryFind(tag, out RpmIndexEntry entry) ? OffsetOf(entry) : Offset;

    private MalformedDataException WrongType(RpmIndexEntry entry, string expected) =>
        new(Name, OffsetOf(entry), RpmTagNames.Of(entry.Tag), $"type {entry.Type}", $"type {expected}");

    private ReadOnlySpan<byte> From(RpmIndexEntry entry) => _bytes.AsSpan(_storeStart + entry.Offset);

    private long OffsetOf(RpmIndexEntry entry) => Offset + _storeStart + entry.Offset;

    private bool TryFind(RpmTag tag, RpmType type, string typeName, out RpmIndexEntry entry) =>
        TryFind(tag, out entry) && (entry.Type == type ? true : throw WrongType(entry, typeName));

    private bool TryFind(RpmTag tag, [MaybeNullWhen(false)] out RpmIndexEntry entry)
    {
        int index = IndexOf(tag);
        entry = index >= 0 ? _entries[index] : default;
        return index >= 0;
    }

    private int IndexOf(RpmTag tag) => _entries.AsSpan().BinarySearch(new TagOrder(tag));

    private readonly struct TagOrder(RpmTag tag) : IComparable<RpmIndexEntry>
    {
        public int CompareTo(RpmIndexEntry other) => tag.CompareTo(other.Tag);
    }
}
