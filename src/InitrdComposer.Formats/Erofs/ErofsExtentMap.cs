using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>Finds the extents of a compressed file in the index of its clusters (Linux, fs/erofs/zmap.c, z_erofs_do_map_blocks).</summary>
/// <param name="size">Of the file, in bytes.</param>
/// <param name="isCompact">The index is of the compact form.</param>
/// <param name="behind">Where the inode and its attributes end.</param>
internal sealed class ErofsExtentMap(PositionalSource image, ErofsSuperblock superblock, long size, bool isCompact, long behind)
{
    private readonly long _headerOffset = Alignment.Up(behind, ErofsMapHeader.Size);

    /// <returns>In the order of the file, without gaps.</returns>
    /// <exception cref="MalformedDataException">The index is damaged, or not in the image.</exception>
    public ErofsExtent[] Read()
    {
        ErofsMapHeader header = isCompact || superblock.HasMapHeaders
            ? ErofsMapHeader.Read(Take(_headerOffset, ErofsMapHeader.Size, "map header"), _headerOffset, superblock.BlockBits)
            : new(0, 0, 0, 0, superblock.BlockBits, IsFragment: false);
        if (header.IsFragment) return [Fragment(0, (long)header.FragmentOffset)];
        Require(!isCompact || header.HasBigClusters1 == header.HasBigClusters2, "h_advise", $"0x{header.Advise:X}", "big clusters of both heads or of none");
        Require(!header.IsTailInline || !header.IsTailFragment, "h_advise", $"0x{header.Advise:X}", "an end that is either inline or a fragment");
        long clusters = (size + (1L << header.ClusterBits) - 1) >> header.ClusterBits;
        Require(clusters <= ErofsClusterIndex.MaxClusters, "i_size", $"{clusters} clusters", $"at most {ErofsClusterIndex.MaxClusters}");
        ErofsCluster[] index = Index((int)clusters, header, out long end);
        return [.. Extents(index, header, end)];
    }

    private ErofsCluster[] Index(int clusters, in ErofsMapHeader header, out long end)
    {
        long offset = _headerOffset + ErofsMapHeader.Size;
        if (!isCompact)
        {
            // Z_EROFS_FULL_INDEX_ALIGN: eight bytes of old, without use.
            offset += ErofsMapHeader.Size;
            end = offset + ErofsClusterIndex.FullSize(clusters);
            return ErofsClusterIndex.ReadFull(Take(offset, end - offset, "index"), clusters);
        }

        CompactLayout layout = ErofsClusterIndex.LayoutOfCompact(offset, clusters, header.HasShortEntries, header.ClusterBits);
        end = offset + layout.Size;
        return ErofsClusterIndex.ReadCompact(Take(offset, layout.Size, "index"), layout, header.ClusterBits, header.HasBigClusters1);
    }

    private List<ErofsExtent> Extents(ErofsCluster[] index, ErofsMapHeader header, long indexEnd)
    {
        List<ErofsExtent> extents = [];
        Require(index[0] is { IsHead: true, Offset: 0 }, "index", "a beginning without a head", "one at offset 0");
        for (int head = 0; head < index.Length;)
        {
            int next = head + 1;
            while (next < index.Length && !index[next].IsHead) next++;
            long start = StartOf(index[head], head, header), end = next < index.Length ? StartOf(index[next], next, header) : size;
            // mkfs.erofs ends an index with a head at the file's end.
            if (start >= size) break;
            end = Math.Min(end, size);
            Require(start < end, "di_clusterofs", $"an extent from {start} to {end}", "one that is not empty");
            bool isLast = end == size;
            ErofsExtent extent = isLast && header.IsTailFragment
                ? Fragment(start, (long)header.FragmentOffset | (isCompact ? 0 : index[head].Block << 32))
                : Extent(index, head, header, start, end - start, isLast && header.IsTailInline ? indexEnd : null);
            extents.Add(extent);
            head = next;
        }

        return extents;
    }

    private long StartOf(in ErofsCluster head, int number, in ErofsMapHeader header)
    {
        Require(head.Offset < 1 << header.ClusterBits, "di_clusterofs", $"{head.Offset}", $"less than {1 << header.ClusterBits}");
        return ((long)number << header.ClusterBits) + head.Offset;
    }

    private ErofsExtent Extent(ErofsCluster[] index, int number, in ErofsMapHeader header, long start, long length, long? inline)
    {
        ErofsCluster head = index[number];
        ErofsEncoding encoding = head.Type == ErofsClusterType.Plain ? ErofsEncoding.Plain : Algorithm(head.Type == ErofsClusterType.Head1 ? header.Algorithms & 0xF : header.Algorithms >> 4);
        long stored = inline is null ? (long)Blocks(index, number, header) << superblock.BlockBits : header.InlineSize;
        Require(stored is > 0 and <= ErofsExtent.MaxStored, "cluster", $"{stored} bytes stored", $"1 to {ErofsExtent.MaxStored}");
        Require(length <= ErofsExtent.MaxLength, "cluster", $"{length} bytes", $"at most {ErofsExtent.MaxLength}");
        Require(encoding != ErofsEncoding.Plain || length <= stored, "cluster", $"{length} bytes that are not compressed", $"at most {stored}");
        bool isInterlaced = encoding == ErofsEncoding.Plain && header.IsInterlaced && inline is null;
        Require(!isInterlaced || stored == superblock.BlockSize, "cluster", $"{stored} bytes interlaced", $"{superblock.BlockSize}");
        long place = inline ?? head.Block << superblock.BlockBits;
        // What is behind the index ends with the index's block.
        Require(inline is null || (place & (superblock.BlockSize - 1)) + stored <= superblock.BlockSize, "h_idata_size", $"{stored} bytes at {place}", "what ends with the block");
        Require(place <= image.Length - stored, "blkaddr", $"{stored} bytes at {place}", $"what ends before {image.Length}");
        return new(start, length, place, (int)stored, encoding, head.IsBeginning, isInterlaced ? (int)(start & (superblock.BlockSize - 1)) : 0);
    }

    /// <summary>How many blocks an extent has: one unless its heads may have more and the cluster behind its head says how many.</summary>
    private int Blocks(ErofsCluster[] index, int head, in ErofsMapHeader header)
    {
        bool mayHaveMore = index[head].Type == ErofsClusterType.Head1 ? header.HasBigClusters1 : header.HasBigClusters2;
        if (head + 1 == index.Length || index[head + 1].IsHead) return 1;
        int count = index[head + 1].BlockCount;
        Require(mayHaveMore == count > 0, "di_u.delta", count > 0 ? $"{count} blocks" : "no count of blocks", mayHaveMore ? "one behind the head" : "clusters of one block");
        return Math.Max(1, count);
    }

    private ErofsExtent Fragment(long start, long place)
    {
        Require(superblock.Packed != 0 && superblock.HasMapHeaders, "packed_nid", "a fragment, but no packed inode", "both or none");
        return new(start, size - start, place, 0, ErofsEncoding.Fragment, IsBeginning: true, 0);
    }

    private ErofsEncoding Algorithm(int number)
    {
        ErofsReader.Require(number <= (int)ErofsEncoding.Zstd, _headerOffset, ErofsReader.DataLayout, $"compression algorithm {number}", "lz4, lzma, deflate or zstd");
        return (ErofsEncoding)number;
    }

    private byte[] Take(long offset, long count, string field) => image.Part(offset, count, field).ReadAll();

    private void Require(bool condition, string field, string got, string expected) => ErofsReader.Require(condition, _headerOffset, field, got, expected);
}
