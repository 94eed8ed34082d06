using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Images;

/// <summary>The parts of an image in the order in which they are come upon: each is known by its place before it is known how long it is.</summary>
internal sealed class PartList
{
    private readonly List<ImagePart> _parts = [];

    /// <param name="inside">The part that it is inside of; null: the file.</param>
    /// <returns>Its place.</returns>
    public int Add(string name, long offset, CompressionFormat compression = CompressionFormat.None, int? inside = null)
    {
        _parts.Add(new(name, offset, 0, compression, 0) { Inside = inside });
        return _parts.Count - 1;
    }

    /// <param name="stored">Bytes that it takes.</param>
    /// <param name="length">Bytes that came out.</param>
    /// <param name="map">What of them takes how much; null: all the same.</param>
    public void End(int part, long stored, long length, CompressionMap? map = null) => _parts[part] = _parts[part] with { StoredLength = stored, Length = length, Map = map };

    public ImmutableArray<ImagePart> ToImmutable() => [.. _parts];
}
