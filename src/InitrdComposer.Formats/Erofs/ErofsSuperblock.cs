using System.Numerics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>What stands 1,024 bytes behind the beginning of an erofs image (Linux, fs/erofs/erofs_fs.h, struct erofs_super_block), as far as reading it needs.</summary>
/// <param name="BlockSize">A power of two from 512 to 65,536.</param>
/// <param name="Root">Number of the root directory.</param>
/// <param name="Metadata">Where inodes begin.</param>
/// <param name="Xattrs">Where attributes begin that inodes share.</param>
/// <param name="Packed">Number of the inode that has the fragments of others; 0: there is none.</param>
/// <param name="Flags">feature_incompat.</param>
/// <param name="BuildTime">Seconds since 1970.</param>
internal readonly record struct ErofsSuperblock(int BlockSize, ulong Root, long Metadata, long Xattrs, ulong Packed, uint Flags, long BuildTime)
{
    public const int Offset = 1024;
    public const int Size = 128;

    private const uint Magic = 0xE0F5E1E2;

    private const uint ZeroPadding = 0x1;
    private const uint BigClusters = 0x2;
    private const uint Chunks = 0x4;
    private const uint SecondAlgorithm = 0x8;
    private const uint TailPacking = 0x10;
    private const uint Fragments = 0x20;

    /// <summary>Long prefixes of names of attributes: such attributes are passed over.</summary>
    private const uint XattrPrefixes = 0x40;

    private const uint Known = ZeroPadding | BigClusters | Chunks | SecondAlgorithm | TailPacking | Fragments | XattrPrefixes;

    /// <summary>Log2 of <see cref="BlockSize"/>.</summary>
    public int BlockBits => BitOperations.Log2((uint)BlockSize);

    /// <summary>Compressed data ends with its cluster and has zeros in front, instead of behind.</summary>
    public bool IsPaddedInFront => (Flags & ZeroPadding) != 0;

    /// <summary>Files with full indexes describe how they are compressed; else it is lz4, block by block (Linux, fs/erofs/zmap.c, z_erofs_fill_inode).</summary>
    public bool HasMapHeaders => (Flags & (BigClusters | TailPacking | Fragments)) != 0;

    public static bool IsAt(ReadOnlySpan<byte> data) => data.Length >= sizeof(uint) && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) == Magic;

    /// <exception cref="MalformedDataException">No superblock, or one with features that are not read here.</exception>
    public static ErofsSuperblock Read(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(ErofsReader.Format, data, Offset);
        uint magic = reader.U32LittleEndian("magic");
        ErofsReader.Require(magic == Magic, Offset, "magic", $"0x{magic:X8}", $"0x{Magic:X8}");
        reader.Skip(8, "feature_compat");
        byte bits = reader.U8("blkszbits");
        ErofsReader.Require(bits is >= 9 and <= 16, Offset + 12, "blkszbits", $"{bits}", "from 9 to 16");
        reader.Skip(1, "sb_extslots");
        ushort root = reader.U16LittleEndian("root_nid");
        reader.Skip(8, "inos");
        long buildTime = (long)reader.U64LittleEndian("build_time");
        reader.Skip(8, "build_time_nsec, blocks");
        uint metadata = reader.U32LittleEndian("meta_blkaddr");
        uint xattrs = reader.U32LittleEndian("xattr_blkaddr");
        reader.Skip(32, "uuid, volume_name");
        uint features = reader.U32LittleEndian(ErofsReader.Features);
        ErofsReader.Require((features & ~Known) == 0, Offset + 80, ErofsReader.Features, $"0x{features:X}", $"features of 0x{Known:X} only");
        reader.Skip(2, "available_compr_algs");
        ushort devices = reader.U16LittleEndian(ErofsReader.Features);
        ErofsReader.Require(devices == 0, Offset + 86, ErofsReader.Features, $"data on {devices} other devices", "all data in the image");
        reader.Skip(2, "devt_slotoff");
        byte directoryBits = reader.U8("dirblkbits");
        ErofsReader.Require(directoryBits == 0, Offset + 90, "dirblkbits", $"{directoryBits}", "0");
        reader.Skip(5, "xattr_prefix_count, xattr_prefix_start");
        return new(1 << bits, root, (long)metadata << bits, (long)xattrs << bits, reader.U64LittleEndian("packed_nid"), features, buildTime);
    }
}
