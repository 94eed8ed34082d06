using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>
/// What was unpacked of an image last, for files are read in pieces and share fragments: extents, and the maps of a few files. Those of all files are not kept: of a damaged image they may lie
/// over each other. Thread-safe.
/// </summary>
internal sealed class ErofsUnpacked(PositionalSource image, ErofsSuperblock superblock)
{
    private const long MaxKept = 16 << 20;

    /// <summary>A file's, and that of the packed inode, between which its reader goes to and fro.</summary>
    private const int MaxMaps = 3;

    private readonly System.Threading.Lock _guard = new();
    private readonly Dictionary<ErofsExtent, byte[]> _extents = [];
    private readonly Queue<ErofsExtent> _order = [];

    /// <summary>The one that was used last comes last.</summary>
    private readonly List<KeyValuePair<ErofsExtentMap, ErofsExtent[]>> _maps = [];
    private long _kept;

    public ErofsExtent[] Of(ErofsExtentMap map)
    {
        lock (_guard)
        {
            int index = _maps.FindIndex(known => ReferenceEquals(known.Key, map));
            if (index >= 0)
            {
                KeyValuePair<ErofsExtentMap, ErofsExtent[]> found = _maps[index];
                _maps.RemoveAt(index);
                _maps.Add(found);
                return found.Value;
            }
        }

        ErofsExtent[] extents = map.Read();
        lock (_guard)
        {
            _maps.Add(new(map, extents));
            if (_maps.Count > MaxMaps) _maps.RemoveAt(0);
        }

        return extents;
    }

    /// <exception cref="MalformedDataException">The extent is damaged.</exception>
    public ReadOnlySpan<byte> Read(in ErofsExtent extent)
    {
        lock (_guard)
        {
            if (_extents.TryGetValue(extent, out byte[]? known)) return known;
        }

        byte[] packed = new byte[extent.Stored];
        image.ReadExactlyAt(extent.Place, packed);
        byte[] unpacked = ErofsDecoder.Decode(packed, extent, superblock.IsPaddedInFront);
        lock (_guard)
        {
            if (!_extents.TryAdd(extent, unpacked)) return unpacked;
            _order.Enqueue(extent);
            _kept += unpacked.Length;
            while (_kept > MaxKept && _order.Count > 1 && _extents.Remove(_order.Dequeue(), out byte[]? oldest)) _kept -= oldest.Length;
        }

        return unpacked;
    }
}
