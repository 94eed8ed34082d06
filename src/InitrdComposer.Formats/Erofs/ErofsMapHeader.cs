using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>How a file is compressed, before the index of its clusters (Linux, fs/erofs/erofs_fs.h, struct z_erofs_map_header).</summary>
/// <param name="FragmentOffset">Where in the packed inode the file's end is, or all of it.</param>
/// <param name="InlineSize">Bytes of the file's last cluster, behind the index.</param>
/// <param name="Advise">h_advise.</param>
/// <param name="Algorithms">Of clusters of both types of head: the lower four bits are the first's.</param>
/// <param name="ClusterBits">Log2 of a logical cluster's bytes.</param>
/// <param name="IsFragment">All of the file is in the packed inode.</param>
internal readonly record struct ErofsMapHeader(ulong FragmentOffset, int InlineSize, ushort Advise, byte Algorithms, int ClusterBits, bool IsFragment)
{
    public const int Size = 8;

    private const ulong FragmentInode = 1UL << 63;

    public bool HasShortEntries => (Advise & 0x1) != 0;

    /// <summary>Clusters of the first type of head may be of several blocks.</summary>
    public bool HasBigClusters1 => (Advise & 0x2) != 0;

    /// <inheritdoc cref="HasBigClusters1"/>
    public bool HasBigClusters2 => (Advise & 0x4) != 0;

    /// <summary>The last cluster is behind the index.</summary>
    public bool IsTailInline => (Advise & 0x8) != 0;

    /// <summary>Blocks that are not compressed begin where they would be in the file.</summary>
    public bool IsInterlaced => (Advise & 0x10) != 0;

    /// <summary>The last cluster is in the packed inode.</summary>
    public bool IsTailFragment => (Advise & 0x20) != 0;

    /// <param name="blockBits">Log2 of a block's bytes.</param>
    public static ErofsMapHeader Read(ReadOnlySpan<byte> data, long offset, int blockBits)
    {
        ulong whole = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(data);
        if ((whole & FragmentInode) != 0) return new(whole & ~FragmentInode, 0, 0, 0, blockBits, IsFragment: true);
        var reader = new ByteReader(ErofsReader.Format, data, offset);
        uint union = reader.U32LittleEndian("h_fragmentoff");
        return new(union, (int)(union >> 16), reader.U16LittleEndian("h_advise"), reader.U8("h_algorithmtype"), blockBits + (reader.U8("h_clusterbits") & 7), IsFragment: false);
    }
}
