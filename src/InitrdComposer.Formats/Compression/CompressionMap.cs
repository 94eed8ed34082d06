using System.Collections.Immutable;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// How much of a compressed stream its decompressed bytes take: places that a decoder passed, between which every byte counts the same. With zstd those are the frame's blocks (RFC 8878,
/// 3.1.1.2), of up to 128 KiB decompressed; gzip, xz, LZMA and lz4 are decoded byte for byte and noted about every <see cref="Spacing"/>.
/// </summary>
public sealed class CompressionMap
{
    /// <summary>Decompressed bytes that places are apart at least.</summary>
    public const int Spacing = 16 * 1024;

    private readonly ImmutableArray<CompressionPlace> _places;

    private CompressionMap(ImmutableArray<CompressionPlace> places, bool isEstimated) => (_places, IsEstimated) = (places, isEstimated);

    /// <summary>Compressed bytes of all.</summary>
    public long StoredLength => _places[^1].Stored;

    /// <summary>Decompressed bytes of all.</summary>
    public long Length => _places[^1].Decompressed;

    /// <summary>Whether places are further apart than what a file's share can be told by: one ratio for all, or bzip2's blocks, whose ends are not seen exactly.</summary>
    public bool IsEstimated { get; }

    /// <summary>Of a stream of which only both lengths are known.</summary>
    public static CompressionMap OfRatio(long storedLength, long length) => new([default, new(storedLength, length)], isEstimated: storedLength != length);

    /// <summary>Compressed bytes of a range: its shares of the pieces that it lies in. What lies behind the end counts nothing.</summary>
    /// <param name="offset">Where the range begins in the decompressed bytes.</param>
    /// <param name="length">Of the range, decompressed.</param>
    public double StoredBytes(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return offset >= Length ? 0 : StoredBefore(length > Length - offset ? Length : offset + length) - StoredBefore(offset);
    }

    internal static CompressionMap Of(ImmutableArray<CompressionPlace> places, bool isEstimated) => new(places, isEstimated);

    /// <summary>Compressed bytes before a decompressed offset, which is not behind the end.</summary>
    private double StoredBefore(long offset)
    {
        int index = _places.BinarySearch(new(0, offset), CompressionPlace.ByOffset);
        if (index >= 0) return _places[index].Stored;
        CompressionPlace from = _places[~index - 1], to = _places[~index];
        return from.Stored + ((double)(offset - from.Decompressed) / (to.Decompressed - from.Decompressed) * (to.Stored - from.Stored));
    }
}

/// <summary>A place that a decoder passed, counted from where its frame begins.</summary>
/// <param name="Stored">Compressed bytes before it.</param>
/// <param name="Decompressed">Decompressed bytes before it.</param>
internal readonly record struct CompressionPlace(long Stored, long Decompressed)
{
    public static readonly IComparer<CompressionPlace> ByOffset = Comparer<CompressionPlace>.Create((a, b) => a.Decompressed.CompareTo(b.Decompressed));
}
