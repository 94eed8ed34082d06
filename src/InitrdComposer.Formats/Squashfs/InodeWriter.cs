using System.Buffers.Binary;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Inodes, each in the shortest form that holds it (Linux, fs/squashfs/squashfs_fs.h).</summary>
internal sealed class InodeWriter(MetadataWriter table, InodeNumbers numbers, IdTable ids, XattrTable xattrs)
{
    /// <summary>From a type to its extended form.</summary>
    private const int Extended = 7;

    /// <summary>"." and ".." are not listed, but counted.</summary>
    private const int UnlistedLength = 3;

    private readonly MemoryStream _fields = new();

    public static InodeType TypeOf(SquashfsInode inode) => inode.Body switch
    {
        SquashfsBody.Directory => InodeType.Directory,
        SquashfsBody.Regular => InodeType.Regular,
        SquashfsBody.SymbolicLink => InodeType.SymbolicLink,
        SquashfsBody.Device device => device.IsBlock ? InodeType.BlockDevice : InodeType.CharacterDevice,
        SquashfsBody.Fifo => InodeType.Fifo,
        _ => InodeType.Socket,
    };

    /// <param name="parent">The number of the directory that it is in.</param>
    public InodeReference Write(SquashfsInode inode, Listing listing, uint parent)
    {
        uint xattr = xattrs.NumberOf(inode);
        uint links = numbers.LinksOf(inode);
        int length = listing.Length + UnlistedLength;
        bool isExtended = xattr != XattrTable.None || length > ushort.MaxValue || !listing.Index.IsEmpty;
        Begin(inode, isExtended);
        if (!isExtended)
        {
            Add32((uint)listing.Start.Block).Add32(links).Add16((ushort)length).Add16((ushort)listing.Start.Offset).Add32(parent);
            return End();
        }

        Add32(links).Add32((uint)length).Add32((uint)listing.Start.Block).Add32(parent).Add16((ushort)listing.Index.Length).Add16((ushort)listing.Start.Offset).Add32(xattr);
        foreach (IndexEntry entry in listing.Index)
        {
            Add32(entry.Offset).Add32(entry.Block).Add32((uint)entry.Name.Length - 1);
            _fields.Write(entry.Name.Span);
        }

        return End();
    }

    public InodeReference Write(SquashfsInode inode, StoredFile file)
    {
        uint xattr = xattrs.NumberOf(inode);
        uint links = numbers.LinksOf(inode);
        bool isExtended = xattr != XattrTable.None || links > 1 || file.Sparse > 0 || file.Start > uint.MaxValue || file.Length > uint.MaxValue;
        Begin(inode, isExtended);
        if (isExtended) Add64(file.Start).Add64(file.Length).Add64(file.Sparse).Add32(links).Add32(file.Fragment).Add32(file.FragmentOffset).Add32(xattr);
        else Add32((uint)file.Start).Add32(file.Fragment).Add32(file.FragmentOffset).Add32((uint)file.Length);
        foreach (uint size in file.BlockSizes) Add32(size);
        return End();
    }

    /// <param name="inode">Neither directory nor regular file.</param>
    public InodeReference Write(SquashfsInode inode)
    {
        uint xattr = xattrs.NumberOf(inode);
        Begin(inode, xattr != XattrTable.None);
        Add32(numbers.LinksOf(inode));
        if (inode.Body is SquashfsBody.Device device) Add32(Encode(device));
        if (inode.Body is SquashfsBody.SymbolicLink link)
        {
            Add32((uint)link.Target.Length);
            _fields.Write(link.Target.Span);
        }

        if (xattr != XattrTable.None) Add32(xattr);
        return End();
    }

    // Linux, include/linux/kdev_t.h, new_encode_dev.
    private static uint Encode(SquashfsBody.Device device) => (device.Minor & 0xFF) | (device.Major << 8) | ((device.Minor & ~0xFFu) << 12);

    private void Begin(SquashfsInode inode, bool isExtended)
    {
        _fields.SetLength(0);
        Add16((ushort)((int)TypeOf(inode) + (isExtended ? Extended : 0))).Add16((ushort)inode.Permissions);
        Add16(ids.PlaceOf(inode.Uid)).Add16(ids.PlaceOf(inode.Gid)).Add32(inode.ModificationTime).Add32(numbers.Of(inode));
    }

    private InodeReference End()
    {
        var reference = new InodeReference(table.Position);
        table.Write(_fields.GetBuffer().AsSpan(0, (int)_fields.Length));
        return reference;
    }

    private InodeWriter Add16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _fields.Write(bytes);
        return this;
    }

    private InodeWriter Add32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _fields.Write(bytes);
        return this;
    }

    private InodeWriter Add64(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _fields.Write(bytes);
        return this;
    }
}
