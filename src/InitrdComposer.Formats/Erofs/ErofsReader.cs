using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Formats.Erofs;

/// <summary>
/// Reads erofs images (Linux, Documentation/filesystems/erofs.rst): the tree at once, contents when they are asked for. Of files as erofs-utils 1.8 makes them all are read: plain, compressed by
/// lz4, lzma, deflate and zstd, with full and compact indexes, ends behind inodes and in fragments, in chunks. What came later, and data on other devices, is refused by that name.
/// </summary>
public static class ErofsReader
{
    public const string Format = "erofs";

    /// <summary>Most names in an image.</summary>
    public const int MaxEntries = 1 << 21;

    /// <summary>Directories inside each other.</summary>
    public const int MaxDepth = 1024;

    internal const string DataLayout = "data layout";
    internal const string Features = "feature_incompat";

    private const int EntrySize = 12;
    private const int MaxNameLength = 255;

    /// <summary>Whether an image begins like one.</summary>
    public static bool IsErofs(PositionalSource image)
    {
        byte[] head = image.ReadHead(ErofsSuperblock.Offset + sizeof(uint));
        return head.Length > ErofsSuperblock.Offset && ErofsSuperblock.IsAt(head.AsSpan(ErofsSuperblock.Offset));
    }

    /// <returns>The root directory.</returns>
    /// <exception cref="MalformedDataException">It is none, damaged, or has files that are not read here.</exception>
    public static ErofsInode Read(PositionalSource image)
    {
        byte[] head = image.ReadHead(ErofsSuperblock.Offset + ErofsSuperblock.Size);
        Require(head.Length == ErofsSuperblock.Offset + ErofsSuperblock.Size, 0, "image", $"{head.Length} bytes", $"at least {ErofsSuperblock.Offset + ErofsSuperblock.Size}");
        var superblock = ErofsSuperblock.Read(head.AsSpan(ErofsSuperblock.Offset));
        return new Walk(new(image, superblock), superblock).Directory(superblock.Root, depth: 0);
    }

    /// <summary>Bytes of the image that a file's content takes: whole blocks, its share of a cluster or a fragment that it has a part of, nothing for holes. What several files share counts for each.</summary>
    /// <param name="content">Of an inode of <see cref="Read"/>.</param>
    /// <exception cref="MalformedDataException">The index of its clusters is damaged.</exception>
    public static double StoredBytes(PositionalSource content) => content switch
    {
        ErofsCompressedContent compressed => compressed.StoredBytes(0, compressed.Length),
        ErofsChunkedContent chunked => chunked.StoredBytes(),
        _ => content.Length,
    };

    /// <summary>Whether it is not the image that is wrong: it has what is not read here.</summary>
    public static bool IsUnread(MalformedDataException cause) => cause is { Format: Format, Field: DataLayout or Features };

    internal static void Require(bool condition, long offset, string field, string got, string expected)
    {
        if (!condition) throw new MalformedDataException(Format, offset, field, got, expected);
    }

    /// <summary>A part of an image that a length in it asks for.</summary>
    internal static PositionalSource Part(this PositionalSource image, long offset, long length, string field)
    {
        Require(offset >= 0 && length >= 0 && offset <= image.Length - length, offset, field, $"{length} bytes at {offset}", $"what ends before {image.Length}");
        return image.Slice(offset, length);
    }

    private sealed class Walk(ErofsInodeReader inodes, ErofsSuperblock superblock)
    {
        private readonly Dictionary<ulong, ErofsInode> _files = [];
        private readonly HashSet<ulong> _directories = [];
        private int _entriesLeft = MaxEntries;

        public ErofsInode Directory(ulong number, int depth)
        {
            Require(depth <= MaxDepth, superblock.Metadata, "directory", $"{depth} directories inside each other", $"at most {MaxDepth}");
            ErofsInode inode = inodes.Read(number);
            Require((inode.Mode & InodeMode.TypeMask) == InodeMode.Directory, superblock.Metadata, "root_nid", $"mode 0x{inode.Mode:X4}", "a directory");
            return Filled(number, inode, depth);
        }

        private ErofsInode Filled(ulong number, ErofsInode directory, int depth)
        {
            Require(_directories.Add(number), superblock.Metadata, "directory", "one that is in two places, or in itself", "a tree");
            var entries = ImmutableArray.CreateBuilder<ErofsEntry>();
            foreach ((byte[] name, ulong child) in Listing(directory.Content!))
            {
                if (name is [(byte)'.'] or [(byte)'.', (byte)'.']) continue;
                Require(!name.AsSpan().ContainsAny((byte)'/', (byte)0) && name.Length is > 0 and <= MaxNameLength, superblock.Metadata, "name", Printable.Escape(name), "1 to 255 bytes without '/'");
                Require(entries.Count == 0 || name.AsSpan().SequenceCompareTo(entries[^1].Name.Span) > 0, superblock.Metadata, "name", Printable.Escape(name), "each name once, in the order of their bytes");
                Require(--_entriesLeft >= 0, superblock.Metadata, "entries", $"more than {MaxEntries}", $"at most {MaxEntries}");
                entries.Add(new(name, Child(child, depth + 1)));
            }

            return directory with { Entries = entries.ToImmutable(), Content = null };
        }

        private ErofsInode Child(ulong number, int depth)
        {
            Require(depth <= MaxDepth, superblock.Metadata, "directory", $"{depth} directories inside each other", $"at most {MaxDepth}");
            if (_files.TryGetValue(number, out ErofsInode? known)) return known;
            ErofsInode inode = inodes.Read(number);
            if ((inode.Mode & InodeMode.TypeMask) == InodeMode.Directory) return Filled(number, inode, depth);
            _files.Add(number, inode);
            return inode;
        }

        /// <summary>Each block of a directory is a listing of its own: rows, and behind them the names.</summary>
        private IEnumerable<(byte[] Name, ulong Number)> Listing(PositionalSource content)
        {
            byte[] block = new byte[superblock.BlockSize];
            for (long offset = 0; offset < content.Length; offset += block.Length)
            {
                int length = (int)Math.Min(block.Length, content.Length - offset);
                content.ReadExactlyAt(offset, block.AsSpan(0, length));
                foreach ((byte[], ulong) entry in Entries(block.AsMemory(0, length))) yield return entry;
            }
        }

        private List<(byte[] Name, ulong Number)> Entries(ReadOnlyMemory<byte> block)
        {
            List<(byte[], ulong)> entries = [];
            int count = Row(block.Span, 0).NameOffset / EntrySize;
            Require(count > 0 && count * EntrySize <= block.Length, superblock.Metadata, "nameoff", $"{count} entries", $"from 1 to {block.Length / EntrySize}");
            for (int i = 0; i < count; i++)
            {
                (ulong number, int start) = Row(block.Span, i);
                int end = i + 1 < count ? Row(block.Span, i + 1).NameOffset : block.Length;
                Require(start >= count * EntrySize && start <= end && end <= block.Length, superblock.Metadata, "nameoff", $"{start} to {end}", $"from {count * EntrySize} to {block.Length}");
                ReadOnlySpan<byte> name = block.Span[start..end];
                entries.Add(((i + 1 < count ? name : name.TrimEnd((byte)0)).ToArray(), number));
            }

            return entries;
        }

        private static (ulong Number, int NameOffset) Row(ReadOnlySpan<byte> block, int index)
        {
            var reader = new ByteReader(Format, block[Math.Min(index * EntrySize, block.Length)..]);
            return (reader.U64LittleEndian("nid"), reader.U16LittleEndian("nameoff"));
        }
    }
}
