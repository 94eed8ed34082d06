using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>
/// Reads squashfs 4.0 images of any writer, compressed with gzip, xz, lz4 or zstd: the tree at once, contents when they are asked for. Whatever the image says, a tree comes
/// out whose names are names, whose directories are each in one other, and whose hard links are one inode.
/// </summary>
public static class SquashfsReader
{
    /// <summary>What errors call the format.</summary>
    public const string Format = SquashfsSuperblock.FormatName;

    /// <summary>Most names in an image.</summary>
    public const int MaxEntries = 1 << 21;

    /// <summary>Directories inside each other: a path has at most 4,096 bytes.</summary>
    public const int MaxDepth = 1024;

    /// <summary>Where the fields of the superblock are, which an image begins with.</summary>
    public static FieldLayout SuperblockLayout => SquashfsSuperblock.Layout;

    private const int MaxRun = 256;
    private const int MaxNameLength = 256;

    /// <summary>Whether an image begins like one.</summary>
    public static bool IsSquashfs(PositionalSource image)
    {
        Span<byte> head = stackalloc byte[SquashfsSuperblock.Size];
        if (image.Length < head.Length) return false;
        image.ReadExactlyAt(0, head);
        return SquashfsSuperblock.IsAt(head);
    }

    /// <summary>How its blocks are compressed.</summary>
    /// <exception cref="MalformedDataException">It is none.</exception>
    public static CompressionFormat CompressionOf(PositionalSource image) => SuperblockOf(image).Format;

    /// <param name="image">Read as long as contents of its files are.</param>
    /// <returns>The root directory.</returns>
    /// <exception cref="MalformedDataException">It is none, or damaged; contents are read later, and may throw it then.</exception>
    public static SquashfsInode Read(PositionalSource image)
    {
        SquashfsSuperblock superblock = SuperblockOf(image);
        return new Walk(new(image, superblock)).Directory(superblock.Root, depth: 0);
    }

    /// <summary>Bytes of an image that a file takes: its blocks, and of a fragment that it shares as large a share as of what that unpacks to.</summary>
    /// <param name="content">A file's, as <see cref="Read"/> gave it.</param>
    /// <exception cref="MalformedDataException">The fragment is damaged.</exception>
    public static long StoredBytes(PositionalSource content) => (content as SquashfsContent)?.StoredLength ?? throw new ArgumentException("is no file's of an image", nameof(content));

    private static SquashfsSuperblock SuperblockOf(PositionalSource image) => SquashfsSuperblock.Read(image.ReadHead(SquashfsSuperblock.Size), image.Length);

    private sealed class Walk(BlockReader blocks)
    {
        private readonly InodeReader _inodes = new(blocks);
        private readonly Dictionary<InodeReference, SquashfsInode> _files = [];
        private readonly HashSet<InodeReference> _directories = [];
        private int _entriesLeft = MaxEntries;

        public SquashfsInode Directory(InodeReference reference, int depth)
        {
            long place = blocks.Superblock.InodeTable + reference.Block;
            SquashfsSuperblock.Require(depth <= MaxDepth, place, "directory", $"{depth} directories inside each other", $"at most {MaxDepth}");
            SquashfsSuperblock.Require(_directories.Add(reference), place, "directory", "one that is in two places, or in itself", "a tree");
            ReadInode inode = _inodes.Read(reference);
            SquashfsSuperblock.Require(inode.Kind == InodeType.Directory, place, "inode_type", $"{inode.Kind}", "a directory");
            ImmutableArray<SquashfsEntry>.Builder entries = ImmutableArray.CreateBuilder<SquashfsEntry>();
            foreach ((byte[] name, InodeReference child, InodeType type) in Listing(inode.Listing))
            {
                entries.Add(new(name, type == InodeType.Directory ? Directory(child, depth + 1) : File(child, type)));
            }

            return inode.With(new SquashfsBody.Directory(entries.ToImmutable()));
        }

        private SquashfsInode File(InodeReference reference, InodeType type)
        {
            if (_files.TryGetValue(reference, out SquashfsInode? known)) return known;
            ReadInode inode = _inodes.Read(reference);
            SquashfsSuperblock.Require(inode.Kind == type, blocks.Superblock.InodeTable + reference.Block, "inode_type", $"{inode.Kind}", $"{type}, as its directory says");
            SquashfsInode file = inode.With(inode.Body!);
            _files.Add(reference, file);
            return file;
        }

        private List<(byte[] Name, InodeReference Child, InodeType Type)> Listing(ListingPlace place)
        {
            const int unlisted = 3, headerSize = 12, entrySize = 8;
            List<(byte[] Name, InodeReference Child, InodeType Type)> found = [];
            if (place.Length <= unlisted) return found;
            SquashfsSuperblock superblock = blocks.Superblock;
            var reader = new MetadataReader(blocks, superblock.DirectoryTable + place.Block, place.Offset, EndOfDirectories(superblock));
            byte[] last = [];
            for (long left = place.Length - unlisted; left > 0;)
            {
                uint count = reader.U32() + 1;
                SquashfsSuperblock.Require(count is > 0 and <= MaxRun, reader.Offset, "count", $"{count}", $"from 1 to {MaxRun}");
                uint block = reader.U32();
                reader.Skip(sizeof(uint));
                left -= headerSize;
                for (uint i = 0; i < count; i++)
                {
                    ushort offset = reader.U16();
                    reader.Skip(sizeof(ushort));
                    var type = (InodeType)reader.U16();
                    int length = reader.U16() + 1;
                    SquashfsSuperblock.Require(type is >= InodeType.Directory and <= InodeType.Socket, reader.Offset, "entry type", $"{type}", "from 1 to 7");
                    SquashfsSuperblock.Require(length <= MaxNameLength, reader.Offset, "name size", $"{length}", $"at most {MaxNameLength}");
                    byte[] name = reader.Take(length);
                    CheckName(name, last, reader.Offset);
                    SquashfsSuperblock.Require(--_entriesLeft >= 0, reader.Offset, "entries", $"more than {MaxEntries}", $"at most {MaxEntries}");
                    found.Add((name, new(((ulong)block << 16) | offset), type));
                    last = name;
                    left -= entrySize + length;
                }

                SquashfsSuperblock.Require(left >= 0, reader.Offset, "file_size of a directory", $"{place.Length}", "what its entries have");
            }

            return found;
        }

        /// <summary>Linux finds names by their order; one that is there twice would be another to each reader (CVE-2021-41072).</summary>
        private static void CheckName(ReadOnlySpan<byte> name, ReadOnlySpan<byte> last, long offset)
        {
            bool isName = !name.ContainsAny((byte)'/', (byte)0) && name is not ([(byte)'.'] or [(byte)'.', (byte)'.']);
            SquashfsSuperblock.Require(isName, offset, "name", Printable.Escape(name), "no '/', no NUL, neither . nor ..");
            SquashfsSuperblock.Require(name.SequenceCompareTo(last) > 0, offset, "name", $"{Printable.Escape(name)} behind {Printable.Escape(last)}", "each name once, in the order of their bytes");
        }

        private static long EndOfDirectories(SquashfsSuperblock superblock) =>
            superblock.FragmentTable != SquashfsSuperblock.NoTable ? superblock.FragmentTable : superblock.ExportTable != SquashfsSuperblock.NoTable ? superblock.ExportTable : superblock.IdTable;
    }
}
