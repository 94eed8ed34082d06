using System.Buffers.Binary;
using InitrdComposer.Formats.Compression;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>What begins a squashfs 4.0 image (Linux, fs/squashfs/squashfs_fs.h, struct squashfs_super_block).</summary>
internal readonly record struct SquashfsSuperblock(
    uint Inodes, uint Time, int BlockSize, uint Fragments, CompressionFormat Format, SquashfsFlags Flags, ushort Ids, InodeReference Root, long BytesUsed,
    long IdTable, long XattrTable, long InodeTable, long DirectoryTable, long FragmentTable, long ExportTable)
{
    public const int Size = 96;

    /// <summary>In place of a table that is not there.</summary>
    public const long NoTable = -1;

    private const uint Magic = 0x73717368;
    private const ushort Major = 4;

    public void Write(Span<byte> into)
    {
        into[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(into, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], Inodes);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Time);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], BlockSize);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], Fragments);
        BinaryPrimitives.WriteUInt16LittleEndian(into[20..], IdOf(Format));
        BinaryPrimitives.WriteUInt16LittleEndian(into[22..], (ushort)int.Log2(BlockSize));
        BinaryPrimitives.WriteUInt16LittleEndian(into[24..], (ushort)Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(into[26..], Ids);
        BinaryPrimitives.WriteUInt16LittleEndian(into[28..], Major);
        BinaryPrimitives.WriteUInt64LittleEndian(into[32..], Root.Value);
        BinaryPrimitives.WriteInt64LittleEndian(into[40..], BytesUsed);
        BinaryPrimitives.WriteInt64LittleEndian(into[48..], IdTable);
        BinaryPrimitives.WriteInt64LittleEndian(into[56..], XattrTable);
        BinaryPrimitives.WriteInt64LittleEndian(into[64..], InodeTable);
        BinaryPrimitives.WriteInt64LittleEndian(into[72..], DirectoryTable);
        BinaryPrimitives.WriteInt64LittleEndian(into[80..], FragmentTable);
        BinaryPrimitives.WriteInt64LittleEndian(into[88..], ExportTable);
    }

    private static ushort IdOf(CompressionFormat format) => format switch
    {
        CompressionFormat.Gzip => 1,
        CompressionFormat.Xz => 4,
        _ => 6,
    };
}

/// <summary>SQUASHFS_*_BIT.</summary>
[Flags]
internal enum SquashfsFlags : ushort
{
    None = 0,

    /// <summary>Equal files were looked for.</summary>
    Duplicates = 0x40,

    /// <summary>There is a table of inodes by number, as NFS wants it.</summary>
    Exportable = 0x80,

    NoXattrs = 0x200,

    /// <summary>How it was compressed stands behind the superblock.</summary>
    CompressorOptions = 0x400,
}

/// <summary>Where an inode begins.</summary>
/// <param name="Value">The offset of its metadata block in the inode table, and 16 bits of offset in what that block unpacks to.</param>
internal readonly record struct InodeReference(ulong Value)
{
    public InodeReference(MetadataPosition position)
        : this(((ulong)position.Block << 16) | (uint)position.Offset)
    {
    }

    public uint Block => (uint)(Value >> 16);

    public ushort Offset => (ushort)Value;
}
