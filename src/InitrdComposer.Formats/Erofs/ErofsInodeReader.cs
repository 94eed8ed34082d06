using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Formats.Erofs;

/// <summary>Reads inodes in both their forms and their attributes (Linux, fs/erofs/erofs_fs.h).</summary>
internal sealed class ErofsInodeReader
{
    private const int SlotSize = 32;
    private const int CompactSize = 32;
    private const int ExtendedSize = 64;
    private const int XattrHeaderSize = 12;
    private const int XattrAlignment = 4;
    private const int EntryHeaderSize = 4;

    private readonly PositionalSource _image;
    private readonly ErofsSuperblock _superblock;
    private readonly ErofsContents _contents;
    private readonly Dictionary<uint, KeyValuePair<string, ReadOnlyMemory<byte>>?> _shared = [];
    private readonly XattrBudget _budget = new(ErofsReader.Format);

    private static readonly string?[] Namespaces = [null, "user.", null, null, "trusted.", null, "security."];

    public ErofsInodeReader(PositionalSource image, ErofsSuperblock superblock)
    {
        (_image, _superblock) = (image, superblock);
        _contents = new(image, superblock, new(() => superblock.Packed == 0 ? null : Read(superblock.Packed).Content));
    }

    /// <returns>The inode without its entries; of a directory its listing is its content.</returns>
    /// <exception cref="MalformedDataException">There is none, its data is of a kind that is not read here, or it goes beyond the image.</exception>
    public ErofsInode Read(ulong number)
    {
        ErofsReader.Require(number <= (ulong)(_image.Length / SlotSize), _superblock.Metadata, "nid", $"{number}", $"at most {_image.Length / SlotSize}");
        long offset = _superblock.Metadata + ((long)number * SlotSize);
        byte[] slot = Take(offset, CompactSize, "inode");
        bool isExtended = (slot[0] & 1) != 0;
        if (isExtended) slot = Take(offset, ExtendedSize, "inode");
        var reader = new ByteReader(ErofsReader.Format, slot, offset);
        ushort format = reader.U16LittleEndian("i_format");
        ushort xattrCount = reader.U16LittleEndian("i_xattr_icount");
        ushort mode = reader.U16LittleEndian("i_mode");
        reader.Skip(2, "i_nlink");
        ulong size = isExtended ? reader.U64LittleEndian("i_size") : reader.U32LittleEndian("i_size");
        if (!isExtended) reader.Skip(4, "i_reserved");
        uint union = reader.U32LittleEndian("i_u");
        reader.Skip(4, "i_ino");
        uint uid = isExtended ? reader.U32LittleEndian("i_uid") : reader.U16LittleEndian("i_uid");
        uint gid = isExtended ? reader.U32LittleEndian("i_gid") : reader.U16LittleEndian("i_gid");
        long time = isExtended ? (long)reader.U64LittleEndian("i_mtime") : _superblock.BuildTime;

        ErofsReader.Require(InodeMode.IsValid(mode), offset + 4, "i_mode", $"0x{mode:X4}", "one of the seven types");
        int xattrSize = xattrCount == 0 ? 0 : XattrHeaderSize + ((xattrCount - 1) * XattrAlignment);
        ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>>> xattrs = xattrCount == 0 ? [] : Xattrs(offset + slot.Length, xattrSize);
        bool hasData = (mode & InodeMode.TypeMask) is InodeMode.Regular or InodeMode.Directory or InodeMode.SymbolicLink;
        PositionalSource? content = hasData ? _contents.Of(new(number, offset, (format >> 1) & 7, size, union, offset + slot.Length + xattrSize)) : null;
        return new(mode, uid, gid, content, hasData ? 0 : union, [], xattrs, time);
    }

    private ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>>> Xattrs(long offset, int size)
    {
        byte[] body = Take(offset, size, "xattrs");
        var reader = new ByteReader(ErofsReader.Format, body, offset);
        reader.Skip(4, "h_name_filter");
        byte shared = reader.U8("h_shared_count");
        reader.Skip(7, "h_reserved2");
        var found = ImmutableArray.CreateBuilder<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        for (int i = 0; i < shared; i++) Add(Shared(reader.U32LittleEndian("h_shared_xattrs")));
        while (reader.Remaining >= XattrAlignment)
        {
            int start = reader.Position;
            Add(Entry(ref reader));
            reader.Skip(Math.Min(Alignment.Padding(reader.Position - start, XattrAlignment), reader.Remaining), "padding");
        }

        return found.ToImmutable();

        void Add(KeyValuePair<string, ReadOnlyMemory<byte>>? xattr)
        {
            if (xattr is not null) found.Add(xattr.Value);
        }
    }

    private KeyValuePair<string, ReadOnlyMemory<byte>>? Shared(uint number)
    {
        long offset = _superblock.Xattrs + ((long)number * XattrAlignment);
        if (_shared.TryGetValue(number, out KeyValuePair<string, ReadOnlyMemory<byte>>? known))
        {
            _budget.Take(0, offset);
            return known;
        }

        byte[] head = Take(offset, EntryHeaderSize, "shared xattr");
        int length = EntryHeaderSize + head[0] + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2));
        var reader = new ByteReader(ErofsReader.Format, Take(offset, length, "shared xattr"), offset);
        known = Entry(ref reader);
        _shared.Add(number, known);
        return known;
    }

    /// <returns>Null: of a namespace that is of no use here, or with a prefix of its own.</returns>
    private KeyValuePair<string, ReadOnlyMemory<byte>>? Entry(ref ByteReader reader)
    {
        byte nameLength = reader.U8("e_name_len");
        byte index = reader.U8("e_name_index");
        ushort valueSize = reader.U16LittleEndian("e_value_size");
        _budget.Take(nameLength + valueSize, _superblock.Xattrs);
        string name = Encoding.UTF8.GetString(reader.Take(nameLength, "e_name"));
        byte[] value = reader.Take(valueSize, "e_value").ToArray();
        return index < Namespaces.Length && Namespaces[index] is string prefix ? new(prefix + name, value) : null;
    }

    private byte[] Take(long offset, int count, string field)
    {
        byte[] bytes = new byte[count];
        _image.Part(offset, count, field).ReadExactlyAt(0, bytes);
        return bytes;
    }
}
