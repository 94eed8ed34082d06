using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>A file that is compressed. Thread-safe.</summary>
/// <param name="length">Bytes of the file.</param>
/// <param name="packed">What has the fragments; null where there are none, as in itself.</param>
internal sealed class ErofsCompressedContent(ErofsUnpacked unpacked, ErofsExtentMap map, long length, Lazy<PositionalSource?> packed) : PositionalSource
{
    public override long Length => length;

    /// <exception cref="MalformedDataException">The index or an extent is damaged.</exception>
    public override int ReadAt(long offset, Span<byte> into)
    {
        if (offset >= length || into.IsEmpty) return 0;
        ErofsExtent[] extents = unpacked.Of(map);
        ErofsExtent extent = extents[At(extents, offset)];
        long within = offset - extent.Start;
        into = into[..(int)Math.Min(into.Length, extent.Length - within)];
        if (extent.Encoding == ErofsEncoding.Fragment) Fragments(extent).ReadExactlyAt(extent.Place + within, into);
        else unpacked.Read(extent).Slice((int)within, into.Length).CopyTo(into);
        return into.Length;
    }

    /// <summary>Bytes of the image that a range takes, its share of extents that it has a part of.</summary>
    public double StoredBytes(long offset, long count)
    {
        if (count == 0) return 0;
        ErofsExtent[] extents = unpacked.Of(map);
        double stored = 0;
        for (int i = At(extents, offset); i < extents.Length && extents[i].Start < offset + count; i++)
        {
            ErofsExtent extent = extents[i];
            long from = Math.Max(offset, extent.Start), to = Math.Min(offset + count, extent.Start + extent.Length);
            if (extent.Encoding != ErofsEncoding.Fragment) stored += (double)extent.Stored / extent.Length * (to - from);
            else if (Fragments(extent) is ErofsCompressedContent compressed) stored += compressed.StoredBytes(extent.Place + (from - extent.Start), to - from);
            else stored += to - from;
        }

        return stored;
    }

    private static int At(ErofsExtent[] extents, long offset)
    {
        int low = 0, high = extents.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (extents[middle].Start <= offset) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private PositionalSource Fragments(in ErofsExtent extent)
    {
        PositionalSource? source = packed.Value;
        ErofsReader.Require(source is not null, extent.Place, "packed_nid", "a fragment inside the packed inode", "none");
        ErofsReader.Require(
            extent.Place >= 0 && extent.Place <= source!.Length - extent.Length, extent.Place, "h_fragmentoff", $"{extent.Length} bytes at {extent.Place} of the packed inode", $"what ends before {source!.Length}");
        return source!;
    }
}
