using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>What stands 1,024 bytes behind the beginning of an erofs image (Linux, fs/erofs/erofs_fs.h, struct erofs_super_block), as far as reading it needs.</summary>
/// <param name="BlockSize">A power of two from 512 to 65,536.</param>
/// <param name="Root">Number of the root directory.</param>
/// <param name="Metadata">Where inodes begin.</param>
/// <param name="Xattrs">Where attributes begin that inodes share.</param>
internal readonly record struct ErofsSuperblock(int BlockSize, ulong Root, long Metadata, long Xattrs)
{
    public const int Offset = 1024;
    public const int Size = 128;

    private const uint Magic = 0xE0F5E1E2;

    /// <summary>What changes nothing of files that are not compressed: zero padding of compressed ones, long prefixes of names of attributes, compression's configuration.</summary>
    private const uint Harmless = 0x1 | 0x2 | 0x10 | 0x20 | 0x40;

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
        reader.Skip(24, "inos, epoch, blocks");
        uint metadata = reader.U32LittleEndian("meta_blkaddr");
        uint xattrs = reader.U32LittleEndian("xattr_blkaddr");
        reader.Skip(32, "uuid, volume_name");
        uint features = reader.U32LittleEndian(ErofsReader.Features);
        ErofsReader.Require((features & ~Harmless) == 0, Offset + 80, ErofsReader.Features, $"0x{features:X}", "no features but those of compression and long names of attributes");
        reader.Skip(6, "algorithms, devices");
        byte directoryBits = reader.U8("dirblkbits");
        ErofsReader.Require(directoryBits == 0, Offset + 90, "dirblkbits", $"{directoryBits}", "0");
        return new(1 << bits, root, (long)metadata << bits, (long)xattrs << bits);
    }
}
