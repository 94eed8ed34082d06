using System.Buffers.Binary;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>What begins a squashfs 4.0 image (Linux, fs/squashfs/squashfs_fs.h, struct squashfs_super_block).</summary>
internal readonly record struct SquashfsSuperblock(
    uint Inodes, uint Time, int BlockSize, uint Fragments, CompressionFormat Format, SquashfsFlags Flags, ushort Ids, InodeReference Root, long BytesUsed,
    long IdTable, long XattrTable, long InodeTable, long DirectoryTable, long FragmentTable, long ExportTable)
{
    public const int Size = 96;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        ("s_magic", 4), ("inodes", 4), ("mkfs_time", 4), ("block_size", 4), ("fragments", 4), ("compression", 2), ("block_log", 2), ("flags", 2),
        ("no_ids", 2), ("s_major", 2), ("s_minor", 2), ("root_inode", 8), ("bytes_used", 8), ("id_table_start", 8), ("xattr_id_table_start", 8),
        ("inode_table_start", 8), ("directory_table_start", 8), ("fragment_table_start", 8), ("lookup_table_start", 8));

    /// <summary>In place of a table that is not there.</summary>
    public const long NoTable = -1;

    public const string FormatName = "squashfs";

    private const uint Magic = 0x73717368;
    private const ushort Major = 4;
    private const int SmallestBlock = 4 << 10;
    private const int LargestBlock = 1 << 20;

    /// <summary>Whether data begins with a superblock.</summary>
    public static bool IsAt(ReadOnlySpan<byte> data) => data.Length >= Size && BinaryPrimitives.ReadUInt32LittleEndian(data) == Magic;

    /// <param name="data">The image's first bytes.</param>
    /// <param name="length">Of the whole image.</param>
    /// <exception cref="MalformedDataException">No superblock of version 4.0, one of a compressor that is not read here, or one that goes beyond the image.</exception>
    public static SquashfsSuperblock Read(ReadOnlySpan<byte> data, long length)
    {
        var reader = new ByteReader(FormatName, data);
        uint magic = reader.U32LittleEndian("s_magic");
        Require(magic == Magic, 0, "s_magic", $"0x{magic:X8}", $"0x{Magic:X8}");
        uint inodes = reader.U32LittleEndian("inodes");
        uint time = reader.U32LittleEndian("mkfs_time");
        uint blockSize = reader.U32LittleEndian("block_size");
        Require(blockSize is >= SmallestBlock and <= LargestBlock && uint.IsPow2(blockSize), 12, "block_size", $"{blockSize}", $"a power of two from {SmallestBlock} to {LargestBlock}");
        uint fragments = reader.U32LittleEndian("fragments");
        CompressionFormat format = FormatOf(reader.U16LittleEndian("compression"));
        ushort log = reader.U16LittleEndian("block_log");
        Require(log == uint.Log2(blockSize), 22, "block_log", $"{log}", $"{uint.Log2(blockSize)}");
        var flags = (SquashfsFlags)reader.U16LittleEndian("flags");
        ushort ids = reader.U16LittleEndian("no_ids");
        ushort major = reader.U16LittleEndian("s_major");
        ushort minor = reader.U16LittleEndian("s_minor");
        Require(major == Major && minor == 0, 28, "s_major", $"{major}.{minor}", $"{Major}.0");
        var root = new InodeReference(reader.U64LittleEndian("root_inode"));
        long used = reader.Place("bytes_used", Size, length);
        return new(
            inodes, time, (int)blockSize, fragments, format, flags, ids, root, used, IdTable: reader.Place("id_table_start", Size, used),
            XattrTable: reader.Place("xattr_id_table_start", Size, used, isOptional: true), InodeTable: reader.Place("inode_table_start", Size, used),
            DirectoryTable: reader.Place("directory_table_start", Size, used), FragmentTable: reader.Place("fragment_table_start", Size, used, isOptional: true),
            ExportTable: reader.Place("lookup_table_start", Size, used, isOptional: true));
    }

    internal static void Require(bool condition, long offset, string field, string got, string expected)
    {
        if (!condition) throw new MalformedDataException(FormatName, offset, field, got, expected);
    }

    private static CompressionFormat FormatOf(ushort id) => id switch
    {
        1 => CompressionFormat.Gzip,
        4 => CompressionFormat.Xz,
        5 => CompressionFormat.Lz4Legacy,
        6 => CompressionFormat.Zstd,
        _ => throw new MalformedDataException(FormatName, 20, "compression", id switch { 2 => "lzma", 3 => "lzo", _ => $"{id}" }, "gzip, xz, lz4 or zstd"),
    };

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

/// <summary>Places in an image.</summary>
internal static class SquashfsPlaces
{
    /// <summary>Reads an offset, which must lie between what is before and the end; that of a table that may be missing is then -1.</summary>
    public static long Place(this ref ByteReader reader, string field, long from, long to, bool isOptional = false)
    {
        long at = reader.Offset;
        ulong place = reader.U64LittleEndian(field);
        if (isOptional && place == ulong.MaxValue) return SquashfsSuperblock.NoTable;
        SquashfsSuperblock.Require(place >= (ulong)from && place <= (ulong)to, at, field, $"{place}", $"from {from} to {to}");
        return (long)place;
    }
}
