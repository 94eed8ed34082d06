using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Sets of extended attributes: inodes hold the number of theirs, equal sets are stored once.</summary>
internal sealed class XattrTable(Func<MetadataWriter> open)
{
    /// <summary>Of an inode that has none.</summary>
    public const uint None = uint.MaxValue;

    private static readonly string[] Namespaces = ["user.", "trusted.", "security."];

    private readonly Dictionary<string, uint> _numbers = new(StringComparer.Ordinal);
    private readonly List<(MetadataPosition Position, int Count, int Size)> _sets = [];
    private readonly MetadataWriter _pairs = open();

    public bool IsEmpty => _sets.Count == 0;

    /// <exception cref="ArgumentException">A name is of no namespace that squashfs has.</exception>
    public uint NumberOf(SquashfsInode inode)
    {
        if (inode.Xattrs.IsEmpty) return None;
        var set = new MemoryStream();
        foreach (SquashfsXattr xattr in inode.Xattrs) Write(set, xattr);
        string key = Convert.ToBase64String(set.GetBuffer(), 0, (int)set.Length);
        if (_numbers.TryGetValue(key, out uint number)) return number;
        _sets.Add((_pairs.Position, inode.Xattrs.Length, (int)set.Length));
        _pairs.Write(set.GetBuffer().AsSpan(0, (int)set.Length));
        _numbers.Add(key, number = (uint)_sets.Count - 1);
        return number;
    }

    /// <summary>Writes pairs, sets, and what finds them.</summary>
    /// <param name="position">Of the output.</param>
    /// <returns>Where the table begins that finds them.</returns>
    public long WriteTo(Stream output, long position)
    {
        long pairsAt = position;
        ReadOnlyMemory<byte> pairs = _pairs.Finish();
        output.Write(pairs.Span);
        position += pairs.Length;

        MetadataWriter sets = open();
        Span<byte> row = stackalloc byte[16];
        foreach ((MetadataPosition at, int count, int size) in _sets)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(row, new InodeReference(at).Value);
            BinaryPrimitives.WriteInt32LittleEndian(row[8..], count);
            BinaryPrimitives.WriteInt32LittleEndian(row[12..], size);
            sets.Write(row);
        }

        ReadOnlyMemory<byte> rows = sets.Finish();
        output.Write(rows.Span);
        long tableAt = position + rows.Length;
        BinaryPrimitives.WriteInt64LittleEndian(row, pairsAt);
        BinaryPrimitives.WriteInt32LittleEndian(row[8..], _sets.Count);
        BinaryPrimitives.WriteInt32LittleEndian(row[12..], 0);
        output.Write(row);
        foreach (long start in sets.Starts)
        {
            BinaryPrimitives.WriteInt64LittleEndian(row, position + start);
            output.Write(row[..8]);
        }

        return tableAt;
    }

    // Type, length and bytes of the name without its namespace; length and bytes of the value.
    private static void Write(MemoryStream set, SquashfsXattr xattr)
    {
        int space = Array.FindIndex(Namespaces, prefix => xattr.Name.StartsWith(prefix, StringComparison.Ordinal));
        if (space < 0) throw new ArgumentException($"{xattr.Name}: squashfs has the namespaces {string.Join(", ", Namespaces)} alone");
        byte[] name = Encoding.UTF8.GetBytes(xattr.Name[Namespaces[space].Length..]);
        Span<byte> numbers = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(numbers, (ushort)space);
        BinaryPrimitives.WriteUInt16LittleEndian(numbers[2..], checked((ushort)name.Length));
        set.Write(numbers);
        set.Write(name);
        BinaryPrimitives.WriteInt32LittleEndian(numbers, xattr.Value.Length);
        set.Write(numbers);
        set.Write(xattr.Value.Span);
    }
}
