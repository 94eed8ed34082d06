namespace InitrdComposer.Formats.Compression;

/// <summary>Notes the places that a decoder passes, for a <see cref="CompressionMap"/>.</summary>
internal sealed class CompressionTrack
{
    private readonly List<CompressionPlace> _places = [default];

    /// <summary>Notes a place, unless the last one is near.</summary>
    public void Pass(long stored, long decompressed)
    {
        if (decompressed - _places[^1].Decompressed >= CompressionMap.Spacing) _places.Add(new(stored, decompressed));
    }

    /// <summary>What was noted, up to where the decoder is now.</summary>
    public CompressionMap Until(long stored, long decompressed, bool isEstimated)
    {
        // Of what ends a frame nothing comes out: a check, an index. And lz4 is noted before it is handed out.
        int kept = _places.FindLastIndex(place => decompressed - place.Decompressed >= CompressionMap.Spacing) + 1;
        return CompressionMap.Of([.. _places[..Math.Max(kept, 1)], new(stored, decompressed)], isEstimated);
    }
}
