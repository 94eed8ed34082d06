using System.Buffers.Binary;
using System.Collections.Immutable;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>Listings of directories: runs of up to 256 names whose inodes lie in one metadata block, and of large ones an index by which names are found.</summary>
internal sealed class DirectoryWriter(MetadataWriter table)
{
    private const int MaxRun = 256;
    private const int MaxNameLength = 256;
    private const int HeaderSize = 12;
    private const int EntrySize = 8;

    /// <summary>Writes the listing of a directory.</summary>
    /// <param name="entries">In the order of their names.</param>
    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    public Listing Write(IReadOnlyList<ListedEntry> entries)
    {
        MetadataPosition start = table.Position;
        var index = ImmutableArray.CreateBuilder<IndexEntry>();
        long block = start.Block;
        int length = 0;
        for (int first = 0; first < entries.Count;)
        {
            int end = EndOfRun(entries, first);
            if (table.Position.Block != block)
            {
                block = table.Position.Block;
                index.Add(new((uint)length, (uint)block, entries[first].Name));
            }

            length += WriteRun(entries, first, end);
            first = end;
        }

        return new(start, length, index.ToImmutable());
    }

    private static int EndOfRun(IReadOnlyList<ListedEntry> entries, int first)
    {
        int end = first + 1;
        while (end < entries.Count && end - first < MaxRun && entries[end].Reference.Block == entries[first].Reference.Block
            && Distance(entries[first], entries[end]) is >= short.MinValue and <= short.MaxValue) end++;
        return end;
    }

    private static long Distance(ListedEntry first, ListedEntry entry) => (long)entry.Number - first.Number;

    private int WriteRun(IReadOnlyList<ListedEntry> entries, int first, int end)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, end - first - 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], entries[first].Reference.Block);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], entries[first].Number);
        table.Write(header);
        int length = HeaderSize;
        Span<byte> fields = stackalloc byte[EntrySize];
        for (int i = first; i < end; i++)
        {
            ListedEntry entry = entries[i];
            if (entry.Name.Length is 0 or > MaxNameLength) throw new ArgumentException($"a name of {entry.Name.Length} bytes: expected from 1 to {MaxNameLength}");
            BinaryPrimitives.WriteUInt16LittleEndian(fields, entry.Reference.Offset);
            BinaryPrimitives.WriteInt16LittleEndian(fields[2..], (short)Distance(entries[first], entry));
            BinaryPrimitives.WriteUInt16LittleEndian(fields[4..], (ushort)entry.Type);
            BinaryPrimitives.WriteUInt16LittleEndian(fields[6..], (ushort)(entry.Name.Length - 1));
            table.Write(fields);
            table.Write(entry.Name.Span);
            length += EntrySize + entry.Name.Length;
        }

        return length;
    }
}

/// <summary>A name whose inode has been written.</summary>
internal readonly record struct ListedEntry(ReadOnlyMemory<byte> Name, InodeReference Reference, uint Number, InodeType Type);

/// <summary>A written listing.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Index">A row for each metadata block after its first.</param>
internal sealed record Listing(MetadataPosition Start, int Length, ImmutableArray<IndexEntry> Index);

/// <summary>The first run that begins in a metadata block.</summary>
/// <param name="Offset">Of the run in the listing.</param>
/// <param name="Block">Of the directory table.</param>
/// <param name="Name">The run's first.</param>
internal readonly record struct IndexEntry(uint Offset, uint Block, ReadOnlyMemory<byte> Name);

/// <summary>SQUASHFS_*_TYPE; of the extended forms 7 more.</summary>
internal enum InodeType : ushort
{
    Directory = 1,
    Regular = 2,
    SymbolicLink = 3,
    BlockDevice = 4,
    CharacterDevice = 5,
    Fifo = 6,
    Socket = 7,
}
