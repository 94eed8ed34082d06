using System.Buffers.Binary;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>Writes headers, sound ones and others: entries go in as they are given, data aligned by its type.</summary>
internal sealed class HeaderSpec
{
    private readonly List<RpmIndexEntry> _entries = [];
    private readonly MemoryStream _store = new();

    public RpmTag Region { get; init; } = RpmTag.HeaderImmutable;

    public bool HasRegion { get; init; } = true;

    public HeaderSpec Add(RpmTag tag, RpmType type, uint count, ReadOnlySpan<byte> data)
    {
        int alignment = type switch
        {
            RpmType.Int16 => 2,
            RpmType.Int32 => 4,
            RpmType.Int64 => 8,
            _ => 1,
        };
        _store.Write(new byte[Alignment.Padding(_store.Length, alignment)]);
        _entries.Add(new(tag, type, (int)_store.Length, count));
        _store.Write(data);
        return this;
    }

    /// <summary>A column of strings.</summary>
    public HeaderSpec Add(RpmTag tag, params string[] values) =>
        Add(tag, RpmType.StringArray, (uint)values.Length, System.Text.Encoding.UTF8.GetBytes(string.Concat(values.Select(value => value + "\0"))));

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

    public byte[] ToBytes()
    {
        byte[] store = _store.ToArray();
        RpmIndexEntry[] entries = HasRegion ? [new(Region, RpmType.Bin, store.Length, RpmIndexEntry.Size), .. _entries] : [.. _entries];
        int trailer = HasRegion ? RpmIndexEntry.Size : 0;
        var bytes = new byte[16 + (entries.Length * RpmIndexEntry.Size) + store.Length + trailer];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, 0x8EADE801_00000000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), entries.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), store.Length + trailer);
        for (int i = 0; i < entries.Length; i++) entries[i].Write(bytes.AsSpan(16 + (i * RpmIndexEntry.Size)));
        store.CopyTo(bytes, 16 + (entries.Length * RpmIndexEntry.Size));
        if (HasRegion) new RpmIndexEntry(Region, RpmType.Bin, -entries.Length * RpmIndexEntry.Size, RpmIndexEntry.Size).Write(bytes.AsSpan(bytes.Length - trailer));
        return bytes;
    }
}
