using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Reads sets of extended attributes.</summary>
internal sealed class XattrReader
{
    /// <summary>Most attributes of a file: as many one-letter names as Linux lists at once (XATTR_LIST_MAX).</summary>
    public const int MaxCount = 1 << 14;

    /// <summary>Longest value (XATTR_SIZE_MAX).</summary>
    public const int MaxValue = 64 << 10;

    private const int MaxName = 255;
    private const int RowSize = 16;

    /// <summary>In a type: the value is where 8 bytes say, for another set has the same.</summary>
    private const ushort IsElsewhere = 0x100;

    private static readonly string[] Namespaces = ["user.", "trusted.", "security."];

    private readonly BlockReader _blocks;
    private readonly long _pairs;
    private readonly long _end;
    private readonly IndexedTable _sets;
    private readonly Dictionary<uint, ImmutableArray<SquashfsXattr>> _known = [];
    private readonly XattrBudget _budget = new(SquashfsSuperblock.FormatName);

    public XattrReader(BlockReader blocks)
    {
        _blocks = blocks;
        _end = blocks.Superblock.XattrTable;
        byte[] bytes = new byte[RowSize];
        SquashfsSuperblock.Require(blocks.Superblock.BytesUsed - _end >= RowSize, _end, "xattr_id_table", $"{blocks.Superblock.BytesUsed - _end} bytes", $"{RowSize}");
        blocks.Image.ReadExactlyAt(_end, bytes);
        var reader = new ByteReader(SquashfsSuperblock.FormatName, bytes, _end);
        _pairs = reader.Place("xattr_table_start", SquashfsSuperblock.Size, _end);
        _sets = new(blocks, "xattr_ids", _end + RowSize, reader.U32LittleEndian("xattr_ids"), RowSize);
    }

    /// <summary>The attributes of a set, the same array each time; those of namespaces that nobody has are left out, as Linux does.</summary>
    /// <exception cref="MalformedDataException">There is no such set, or too much in all sets together.</exception>
    public ImmutableArray<SquashfsXattr> Read(uint number, long at)
    {
        if (!_known.TryGetValue(number, out ImmutableArray<SquashfsXattr> known)) _known.Add(number, known = ReadSet(number, at));
        return known;
    }

    private ImmutableArray<SquashfsXattr> ReadSet(uint number, long at)
    {
        MetadataReader row = _sets.Row(number, "xattr", at);
        var pairs = new InodeReference(row.U64());
        uint count = row.U32();
        SquashfsSuperblock.Require(count <= MaxCount, row.Offset, "xattr count", $"{count}", $"at most {MaxCount}");
        MetadataReader reader = At(pairs);
        ImmutableArray<SquashfsXattr>.Builder xattrs = ImmutableArray.CreateBuilder<SquashfsXattr>();
        for (uint i = 0; i < count; i++)
        {
            ushort type = reader.U16();
            ushort nameSize = reader.U16();
            SquashfsSuperblock.Require(nameSize is > 0 and <= MaxName, reader.Offset, "xattr name size", $"{nameSize}", $"from 1 to {MaxName}");
            string name = Encoding.UTF8.GetString(reader.Take(nameSize));
            byte[] value = Value(ref reader, nameSize);
            if ((type & IsElsewhere) != 0)
            {
                SquashfsSuperblock.Require(value.Length == sizeof(ulong), reader.Offset, "xattr value", $"{value.Length} bytes", "8 bytes that say where it is");
                MetadataReader elsewhere = At(new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(value)));
                value = Value(ref elsewhere, 0);
            }

            if ((type & ~IsElsewhere) < Namespaces.Length) xattrs.Add(new(Namespaces[type & ~IsElsewhere] + name, value));
        }

        return xattrs.ToImmutable();
    }

    private byte[] Value(ref MetadataReader reader, int nameSize)
    {
        uint size = reader.U32();
        SquashfsSuperblock.Require(size <= MaxValue, reader.Offset, "xattr value size", $"{size}", $"at most {MaxValue}");
        _budget.Take(nameSize + (int)size, reader.Offset);
        return reader.Take((int)size);
    }

    private MetadataReader At(InodeReference place) => new(_blocks, _pairs + place.Block, place.Offset, _end);
}
