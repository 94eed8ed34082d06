using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Testing.Rpm;

/// <summary>Writes headers, sound ones and others: entries go in as they are given, data aligned by its type, and each number can be made a lie.</summary>
public sealed class HeaderSpec
{
    private readonly List<(RpmTag Tag, RpmType Type, uint Count, byte[] Data)> _tags = [];
    private readonly List<(RpmTag Tag, Func<RpmIndexEntry, RpmIndexEntry> Lie)> _lies = [];
    private readonly List<(RpmIndexEntry Entry, byte[] Data)> _outside = [];

    public RpmTag Region { get; init; } = RpmTag.HeaderImmutable;

    public bool HasRegion { get; set; } = true;

    /// <summary>The magic and the reserved word.</summary>
    public ulong Magic { get; set; } = 0x8EADE801_00000000;

    /// <summary>What the intro says of the number of entries; null: the truth.</summary>
    public uint? DeclaredEntries { get; set; }

    /// <summary>What the intro says of the bytes of data; null: the truth.</summary>
    public uint? DeclaredData { get; set; }

    /// <summary>Turns the region's entry into another one.</summary>
    public Func<RpmIndexEntry, RpmIndexEntry> LieInRegion { get; set; } = entry => entry;

    /// <summary>Turns the region's trailer into another one.</summary>
    public Func<RpmIndexEntry, RpmIndexEntry> LieInTrailer { get; set; } = entry => entry;

    public HeaderSpec Add(RpmTag tag, RpmType type, uint count, ReadOnlySpan<byte> data)
    {
        _tags.Add((tag, type, count, data.ToArray()));
        return this;
    }

    /// <summary>A string.</summary>
    public HeaderSpec Add(RpmTag tag, string value) => Add(tag, RpmType.String, 1, Encoding.UTF8.GetBytes(value + "\0"));

    /// <summary>A column of strings.</summary>
    public HeaderSpec Add(RpmTag tag, params string[] values) =>
        Add(tag, RpmType.StringArray, (uint)values.Length, Encoding.UTF8.GetBytes(string.Concat(values.Select(value => value + "\0"))));

    /// <summary>A column of strings that need not be UTF-8.</summary>
    public HeaderSpec Add(RpmTag tag, params byte[][] values) =>
        Add(tag, RpmType.StringArray, (uint)values.Length, values.SelectMany(value => value.Append((byte)0)).ToArray());

    /// <summary>A column of 64-bit numbers.</summary>
    public HeaderSpec Add(RpmTag tag, params ulong[] values)
    {
        var data = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(i * 8), values[i]);
        return Add(tag, RpmType.Int64, (uint)values.Length, data);
    }

    /// <summary>A column of 32-bit numbers.</summary>
    public HeaderSpec Add(RpmTag tag, params uint[] values)
    {
        var data = new byte[values.Length * 4];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(i * 4), values[i]);
        return Add(tag, RpmType.Int32, (uint)values.Length, data);
    }

    /// <summary>A column of 16-bit numbers.</summary>
    public HeaderSpec Add(RpmTag tag, params ushort[] values)
    {
        var data = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * 2), values[i]);
        return Add(tag, RpmType.Int16, (uint)values.Length, data);
    }

    /// <summary>Takes a tag out, to be left out or added anew.</summary>
    public HeaderSpec Without(params RpmTag[] tags)
    {
        foreach (RpmTag tag in tags)
        {
            if (_tags.RemoveAll(entry => entry.Tag == tag) == 0) throw new ArgumentException($"the header has no {tag}", nameof(tags));
        }

        return this;
    }

    /// <summary>Turns the index entry of a tag into another one, when all is laid out.</summary>
    public HeaderSpec Lie(RpmTag tag, Func<RpmIndexEntry, RpmIndexEntry> lie)
    {
        _lies.Add((tag, lie));
        return this;
    }

    /// <summary>A string behind the region, which the region's trailer does not cover: what rpm calls a dribble.</summary>
    public HeaderSpec AddOutside(RpmTag tag, string value)
    {
        _outside.Add((new(tag, RpmType.String, 0, 1), Encoding.UTF8.GetBytes(value + "\0")));
        return this;
    }

    public byte[] ToBytes()
    {
        var store = new MemoryStream();
        List<RpmIndexEntry> entries = [.. _tags.Select(tag => LaidOut(store, tag.Tag, tag.Type, tag.Count, tag.Data))];
        for (int i = 0; i < entries.Count; i++)
        {
            foreach ((RpmTag tag, Func<RpmIndexEntry, RpmIndexEntry> lie) in _lies.Where(lie => lie.Tag == _tags[i].Tag)) entries[i] = lie(entries[i]);
        }

        if (HasRegion) WriteRegion(store, entries);
        foreach ((RpmIndexEntry entry, byte[] data) in _outside) entries.Add(LaidOut(store, entry.Tag, entry.Type, entry.Count, data));

        var bytes = new byte[16 + (entries.Count * RpmIndexEntry.Size) + store.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), DeclaredEntries ?? (uint)entries.Count);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), DeclaredData ?? (uint)store.Length);
        for (int i = 0; i < entries.Count; i++) entries[i].Write(bytes.AsSpan(16 + (i * RpmIndexEntry.Size)));
        store.ToArray().CopyTo(bytes, 16 + (entries.Count * RpmIndexEntry.Size));
        return bytes;
    }

    private static RpmIndexEntry LaidOut(MemoryStream store, RpmTag tag, RpmType type, uint count, byte[] data)
    {
        int alignment = type switch
        {
            RpmType.Int16 => 2,
            RpmType.Int32 => 4,
            RpmType.Int64 => 8,
            _ => 1,
        };
        store.Write(new byte[Alignment.Padding(store.Length, alignment)]);
        var entry = new RpmIndexEntry(tag, type, (int)store.Length, count);
        store.Write(data);
        return entry;
    }

    private void WriteRegion(MemoryStream store, List<RpmIndexEntry> entries)
    {
        entries.Insert(0, LieInRegion(new(Region, RpmType.Bin, (int)store.Length, RpmIndexEntry.Size)));
        Span<byte> trailer = stackalloc byte[RpmIndexEntry.Size];
        LieInTrailer(new(Region, RpmType.Bin, -entries.Count * RpmIndexEntry.Size, RpmIndexEntry.Size)).Write(trailer);
        store.Write(trailer);
    }
}
