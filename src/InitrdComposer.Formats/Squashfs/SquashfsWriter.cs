using System.Buffers.Binary;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>
/// Writes squashfs 4.0 images (Linux, Documentation/filesystems/squashfs.rst): contents, then inodes, directories, fragments, the export table, ids and extended attributes.
/// The bytes are a function of the tree and the options alone, whatever the number of threads.
/// </summary>
public static class SquashfsWriter
{
    /// <summary>Images end at pages, so that they can be read through loop devices.</summary>
    private const int Padding = 4096;

    /// <param name="root">A directory.</param>
    /// <param name="output">Can be written to anywhere; the image begins at its position.</param>
    /// <returns>Bytes of the image.</returns>
    /// <exception cref="ArgumentException">The root is no directory, or something does not fit: a name, a namespace of attributes, more than 65,535 ids.</exception>
    public static long Write(SquashfsInode root, SquashfsOptions options, Stream output)
    {
        if (root.Body is not SquashfsBody.Directory) throw new ArgumentException("the root is no directory", nameof(root));
        long origin = output.Position;
        byte[] described = CompressorOptions(options);
        output.Write(new byte[SquashfsSuperblock.Size]);
        output.Write(described);

        var numbers = new InodeNumbers(root);
        Dictionary<SquashfsInode, StoredFile> files = new(ReferenceEqualityComparer.Instance);
        using var data = new DataWriter(options, output, SquashfsSuperblock.Size + described.Length);
        foreach (SquashfsInode inode in numbers.Inodes)
        {
            if (inode.Body is SquashfsBody.Regular file) files.Add(inode, data.Add(file));
        }

        data.Finish();
        using BlockCompressor compressor = options.OpenCompressor();
        var tables = new Tables(output, compressor, data.Position);
        var ids = new IdTable();
        var xattrs = new XattrTable(tables.Open);
        MetadataWriter inodes = tables.Open();
        MetadataWriter listings = tables.Open();
        InodeReference[] references = WriteTree(root, numbers, files, new(inodes, numbers, ids, xattrs), new(listings));

        var superblock = new SquashfsSuperblock(
            (uint)references.Length, options.Time, options.BlockSize, (uint)data.Fragments.Count, options.Format,
            SquashfsFlags.Duplicates | SquashfsFlags.Exportable | (described.Length > 0 ? SquashfsFlags.CompressorOptions : SquashfsFlags.None),
            ids.Count, references[0], 0,
            InodeTable: tables.Add(inodes), DirectoryTable: tables.Add(listings),
            FragmentTable: data.Fragments.Count == 0 ? SquashfsSuperblock.NoTable : tables.AddIndexed(table => WriteFragments(table, data)),
            ExportTable: tables.AddIndexed(table => WriteReferences(table, references)),
            IdTable: tables.AddIndexed(ids.WriteTo),
            XattrTable: SquashfsSuperblock.NoTable);
        superblock = xattrs.IsEmpty ? superblock with { Flags = superblock.Flags | SquashfsFlags.NoXattrs } : superblock with { XattrTable = tables.Add(xattrs) };

        long end = tables.Position;
        output.Write(new byte[Alignment.Padding(end, Padding)]);
        byte[] first = new byte[SquashfsSuperblock.Size];
        (superblock with { BytesUsed = end }).Write(first);
        long last = output.Position;
        output.Position = origin;
        output.Write(first);
        output.Position = last;
        return last - origin;
    }

    /// <summary>What is in a directory is written before it, for it lists where that is.</summary>
    private static InodeReference[] WriteTree(
        SquashfsInode root, InodeNumbers numbers, Dictionary<SquashfsInode, StoredFile> files, InodeWriter inodes, DirectoryWriter listings)
    {
        var references = new InodeReference[numbers.Inodes.Count];
        var isWritten = new bool[references.Length];
        Write(root, (uint)references.Length + 1);
        return references;

        void Write(SquashfsInode inode, uint parent)
        {
            uint number = numbers.Of(inode);
            if (isWritten[number - 1]) return;
            isWritten[number - 1] = true;
            if (inode.Body is SquashfsBody.Directory directory)
            {
                foreach (SquashfsEntry entry in directory.Entries) Write(entry.Inode, number);
                references[number - 1] = inodes.Write(inode, listings.Write([.. directory.Entries.Select(Listed)]), parent);
            }
            else
            {
                references[number - 1] = files.TryGetValue(inode, out StoredFile? file) ? inodes.Write(inode, file) : inodes.Write(inode);
            }
        }

        ListedEntry Listed(SquashfsEntry entry)
        {
            uint number = numbers.Of(entry.Inode);
            return new(entry.Name, references[number - 1], number, InodeWriter.TypeOf(entry.Inode));
        }
    }

    private static void WriteFragments(MetadataWriter table, DataWriter data)
    {
        Span<byte> row = stackalloc byte[16];
        foreach ((long start, uint size) in data.Fragments)
        {
            BinaryPrimitives.WriteInt64LittleEndian(row, start);
            BinaryPrimitives.WriteUInt32LittleEndian(row[8..], size);
            BinaryPrimitives.WriteUInt32LittleEndian(row[12..], 0);
            table.Write(row);
        }
    }

    private static void WriteReferences(MetadataWriter table, InodeReference[] references)
    {
        Span<byte> row = stackalloc byte[sizeof(ulong)];
        foreach (InodeReference reference in references)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(row, reference.Value);
            table.Write(row);
        }
    }

    /// <summary>A metadata block that is never compressed; nothing where a reader assumes the same.</summary>
    private static byte[] CompressorOptions(SquashfsOptions options)
    {
        if (options.EffectiveLevel == options.DefaultLevel || options.Format == CompressionFormat.Xz) return [];
        byte[] fields = options.Format == CompressionFormat.Zstd ? new byte[4] : new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(fields, options.EffectiveLevel);
        if (options.Format == CompressionFormat.Gzip) BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(4), 15);
        return [(byte)fields.Length, 0x80, .. fields];
    }

    /// <summary>Tables behind the contents, one after the other.</summary>
    private sealed class Tables(Stream output, BlockCompressor compressor, long position)
    {
        public long Position { get; private set; } = position;

        public MetadataWriter Open() => new(compressor);

        /// <returns>Where it begins.</returns>
        public long Add(MetadataWriter table)
        {
            long start = Position;
            ReadOnlyMemory<byte> bytes = table.Finish();
            output.Write(bytes.Span);
            Position += bytes.Length;
            return start;
        }

        /// <summary>A table whose blocks are found by a list behind them.</summary>
        /// <returns>Where the list begins.</returns>
        public long AddIndexed(Action<MetadataWriter> fill)
        {
            MetadataWriter table = Open();
            fill(table);
            long start = Add(table);
            long list = Position;
            Span<byte> row = stackalloc byte[sizeof(long)];
            foreach (long block in table.Starts)
            {
                BinaryPrimitives.WriteInt64LittleEndian(row, start + block);
                output.Write(row);
                Position += row.Length;
            }

            return list;
        }

        public long Add(XattrTable table)
        {
            long start = output.Position;
            long found = table.WriteTo(output, Position);
            Position += output.Position - start;
            return found;
        }
    }
}
