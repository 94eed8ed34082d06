using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Reads inodes, in all their forms (Linux, fs/squashfs/squashfs_fs.h).</summary>
internal sealed class InodeReader
{
    /// <summary>Most blocks of all files together: with blocks of 128 KiB those are 2 TiB.</summary>
    public const int MaxBlocks = 1 << 24;

    /// <summary>Longest target of a symbolic link (PATH_MAX).</summary>
    public const int MaxTarget = 4096;

    private const uint NoFragment = uint.MaxValue;
    private const int Extended = 7;

    private readonly BlockReader _blocks;
    private readonly IndexedTable _ids;
    private readonly IndexedTable? _fragments;
    private readonly XattrReader? _xattrs;
    private int _blocksLeft = MaxBlocks;

    public InodeReader(BlockReader blocks)
    {
        _blocks = blocks;
        SquashfsSuperblock superblock = blocks.Superblock;
        _ids = new(blocks, "id_table", superblock.IdTable, superblock.Ids, sizeof(uint));
        _fragments = superblock.FragmentTable == SquashfsSuperblock.NoTable ? null : new(blocks, "fragment_table", superblock.FragmentTable, superblock.Fragments, 16);
        _xattrs = superblock.XattrTable == SquashfsSuperblock.NoTable ? null : new(blocks);
    }

    /// <exception cref="MalformedDataException">There is no inode, or one that goes beyond the image.</exception>
    public ReadInode Read(InodeReference reference)
    {
        SquashfsSuperblock superblock = _blocks.Superblock;
        var reader = new MetadataReader(_blocks, superblock.InodeTable + reference.Block, reference.Offset, superblock.DirectoryTable);
        long offset = reader.Offset;
        ushort type = reader.U16();
        SquashfsSuperblock.Require(type is >= 1 and <= 2 * Extended, offset, "inode_type", $"{type}", $"from 1 to {2 * Extended}");
        bool isExtended = type > Extended;
        var kind = (InodeType)(isExtended ? type - Extended : type);
        int mode = reader.U16() & 0xFFF;
        (uint uid, uint gid) = (Id(reader.U16(), offset), Id(reader.U16(), offset));
        uint time = reader.U32();
        uint number = reader.U32();
        (SquashfsBody? body, ListingPlace listing, uint xattr) = kind switch
        {
            InodeType.Directory => Directory(ref reader, isExtended),
            InodeType.Regular => Regular(ref reader, isExtended),
            _ => Other(ref reader, kind, isExtended),
        };
        return new(kind, number, body, listing, mode, uid, gid, time, xattr == XattrTable.None || _xattrs is null ? [] : _xattrs.Read(xattr, offset));
    }

    private static (SquashfsBody?, ListingPlace, uint) Directory(ref MetadataReader reader, bool isExtended)
    {
        if (!isExtended)
        {
            uint block = reader.U32();
            reader.Skip(sizeof(uint));
            ushort length = reader.U16();
            ushort offset = reader.U16();
            return (null, new(block, offset, length), XattrTable.None);
        }

        reader.Skip(sizeof(uint));
        uint size = reader.U32();
        uint start = reader.U32();
        reader.Skip(sizeof(uint) + sizeof(ushort));
        ushort within = reader.U16();
        return (null, new(start, within, size), reader.U32());
    }

    private (SquashfsBody?, ListingPlace, uint) Regular(ref MetadataReader reader, bool isExtended)
    {
        long offset = reader.Offset;
        ulong start = isExtended ? reader.U64() : reader.U32();
        ulong length = isExtended ? reader.U64() : 0;
        if (isExtended) reader.Skip(sizeof(ulong) + sizeof(uint));
        uint fragment = reader.U32();
        uint fragmentOffset = reader.U32();
        uint xattr = XattrTable.None;
        if (isExtended) xattr = reader.U32();
        else length = reader.U32();

        SquashfsSuperblock superblock = _blocks.Superblock;
        SquashfsSuperblock.Require(start <= (ulong)superblock.BytesUsed, offset, "start_block", $"{start}", $"at most {superblock.BytesUsed}");
        ulong count = fragment == NoFragment ? (length / (uint)superblock.BlockSize) + (length % (uint)superblock.BlockSize == 0 ? 0u : 1) : length / (uint)superblock.BlockSize;
        SquashfsSuperblock.Require(count <= (uint)_blocksLeft, offset, "file_size", $"{length} bytes", $"at most {_blocksLeft} blocks of all files that are left");
        _blocksLeft -= (int)count;

        // No array by a declared length: the rows must be there.
        var sizes = ImmutableArray.CreateBuilder<uint>();
        for (ulong i = 0; i < count; i++) sizes.Add(reader.U32());
        FragmentPlace? tail = fragment == NoFragment ? null : Tail(fragment, fragmentOffset, (int)(length % (uint)superblock.BlockSize), offset);
        return (new SquashfsBody.Regular(new SquashfsContent(_blocks, (long)start, (long)length, sizes.ToImmutable(), tail), null), default, xattr);
    }

    private FragmentPlace Tail(uint number, uint offset, int length, long at)
    {
        SquashfsSuperblock.Require(_fragments is not null, at, "fragment", $"{number}", "none: there are no fragments");
        SquashfsSuperblock.Require(offset <= _blocks.Superblock.BlockSize, at, "fragment offset", $"{offset}", $"at most {_blocks.Superblock.BlockSize}");
        MetadataReader row = _fragments!.Row(number, "fragment", at);
        ulong start = row.U64();
        SquashfsSuperblock.Require(start <= (ulong)_blocks.Superblock.BytesUsed, row.Offset, "fragment start_block", $"{start}", $"at most {_blocks.Superblock.BytesUsed}");
        return new((long)start, row.U32(), (int)offset, length);
    }

    private static (SquashfsBody?, ListingPlace, uint) Other(ref MetadataReader reader, InodeType kind, bool isExtended)
    {
        reader.Skip(sizeof(uint));
        SquashfsBody body = kind switch
        {
            InodeType.SymbolicLink => Link(ref reader),
            InodeType.BlockDevice or InodeType.CharacterDevice => Device(reader.U32(), kind == InodeType.BlockDevice),
            InodeType.Fifo => new SquashfsBody.Fifo(),
            _ => new SquashfsBody.Socket(),
        };
        return (body, default, isExtended ? reader.U32() : XattrTable.None);
    }

    private static SquashfsBody.SymbolicLink Link(ref MetadataReader reader)
    {
        uint size = reader.U32();
        SquashfsSuperblock.Require(size is > 0 and <= MaxTarget, reader.Offset, "symlink_size", $"{size}", $"from 1 to {MaxTarget}");
        byte[] target = reader.Take((int)size);
        SquashfsSuperblock.Require(!target.AsSpan().Contains((byte)0), reader.Offset, "symlink", "a NUL in it", "any other bytes");
        return new(target);
    }

    // Linux, include/linux/kdev_t.h, new_decode_dev.
    private static SquashfsBody.Device Device(uint rdev, bool isBlock) => new(isBlock, (rdev & 0xFFF00) >> 8, (rdev & 0xFF) | ((rdev >> 12) & 0xFFF00));

    private uint Id(ushort place, long at)
    {
        MetadataReader row = _ids.Row(place, "id", at);
        return row.U32();
    }
}

/// <summary>An inode as it is stored.</summary>
/// <param name="Body">Null: a directory, whose entries are at <paramref name="Listing"/>.</param>
internal readonly record struct ReadInode(
    InodeType Kind, uint Number, SquashfsBody? Body, ListingPlace Listing, int Permissions, uint Uid, uint Gid, uint Time, ImmutableArray<SquashfsXattr> Xattrs)
{
    public SquashfsInode With(SquashfsBody body) => new(body, Permissions, Uid, Gid, Time, Xattrs);
}

/// <summary>Where a directory's entries are.</summary>
/// <param name="Block">Offset of a metadata block in the directory table.</param>
/// <param name="Offset">In what that unpacks to.</param>
/// <param name="Length">Bytes, and 3 for "." and "..", which are not listed.</param>
internal readonly record struct ListingPlace(uint Block, ushort Offset, uint Length);
