using System.Buffers.Binary;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>User and group ids: inodes hold 16-bit places in it.</summary>
internal sealed class IdTable
{
    private readonly Dictionary<uint, ushort> _places = [];

    public ushort Count => (ushort)_places.Count;

    /// <exception cref="ArgumentException">There are more than 65,535 ids.</exception>
    public ushort PlaceOf(uint id)
    {
        if (_places.TryGetValue(id, out ushort place)) return place;
        if (_places.Count == ushort.MaxValue) throw new ArgumentException($"more than {ushort.MaxValue} user and group ids");
        _places.Add(id, place = (ushort)_places.Count);
        return place;
    }

    public void WriteTo(MetadataWriter table)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (uint id in _places.OrderBy(place => place.Value).Select(place => place.Key))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, id);
            table.Write(bytes);
        }
    }
}
