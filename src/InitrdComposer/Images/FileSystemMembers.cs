using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>The members of a squashfs or erofs image, each read once: what cannot be read is known before anything is said of it.</summary>
internal sealed class FileSystemMembers(PartList parts, MemberTree tree)
{
    /// <summary>Whether it is one of them.</summary>
    public static bool IsOne(PositionalSource image) => SquashfsReader.IsSquashfs(image) || ErofsReader.IsErofs(image);

    /// <param name="image">Read as long as contents of its files are.</param>
    /// <param name="at">Where its root is mounted.</param>
    /// <param name="offset">Where it begins in what it is inside of.</param>
    /// <param name="inside">The part that it is inside of; null: the file.</param>
    /// <exception cref="MalformedDataException">The image is damaged, or its files are longer than an honest image's, or a path than any.</exception>
    public void Read(PositionalSource image, RootPath at, long offset = 0, int? inside = null)
    {
        if (SquashfsReader.IsSquashfs(image)) ReadSquashfs(image, at, offset, inside);
        else ReadErofs(image, at, offset, inside);
    }

    private void ReadSquashfs(PositionalSource image, RootPath at, long offset, int? inside)
    {
        SquashfsInode root = SquashfsReader.Read(image);
        int part = parts.Add(SquashfsReader.Format, offset, SquashfsReader.CompressionOf(image), inside);

        // Inodes with the same attributes have the same array of them.
        Dictionary<ImmutableArray<SquashfsXattr>, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> sets = [];
        new Walk<SquashfsInode>(
            tree, parts, part, image.Length, SquashfsReader.Format,
            inode => inode.Body is SquashfsBody.Directory directory ? [.. directory.Entries.Select(entry => (entry.Name, entry.Inode))] : [],
            inode => MetadataOf(inode.Uid, inode.Gid, inode.Permissions, inode.ModificationTime, Attributes(inode.Xattrs)),
            inode => BodyOf(inode.Body),
            inode => (inode.Body as SquashfsBody.Regular)?.Content,
            SquashfsReader.StoredBytes).Read(root, at);

        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Attributes(ImmutableArray<SquashfsXattr> xattrs)
        {
            if (!sets.TryGetValue(xattrs, out ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? set)) sets.Add(xattrs, set = AttributesOf(xattrs.Select(xattr => KeyValuePair.Create(xattr.Name, xattr.Value))));
            return set;
        }
    }

    private void ReadErofs(PositionalSource image, RootPath at, long offset, int? inside)
    {
        ErofsInode root = ErofsReader.Read(image);
        int part = parts.Add(ErofsReader.Format, offset, CompressionFormat.None, inside);
        new Walk<ErofsInode>(
            tree, parts, part, image.Length, ErofsReader.Format,
            inode => [.. inode.Entries.Select(entry => (entry.Name, entry.Inode))],
            inode => MetadataOf(inode.Uid, inode.Gid, (int)(inode.Mode & InodeMode.PermissionMask), 0, AttributesOf(inode.Xattrs)),
            BodyOf,
            inode => (inode.Mode & InodeMode.TypeMask) == InodeMode.Regular ? inode.Content : null,
            content => (long)Math.Round(ErofsReader.StoredBytes(content))).Read(root, at);
    }

    /// <summary>Null: a regular file.</summary>
    private static FileBody? BodyOf(SquashfsBody body) => body switch
    {
        SquashfsBody.Regular => null,
        SquashfsBody.Directory => FileBody.Directory.Instance,
        SquashfsBody.SymbolicLink link => new FileBody.SymbolicLink(LinkTarget.Of(link.Target.Span)),
        SquashfsBody.Device device => new FileBody.Device(device.IsBlock, device.Major, device.Minor),
        SquashfsBody.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    /// <inheritdoc cref="BodyOf(SquashfsBody)"/>
    private static FileBody? BodyOf(ErofsInode inode) => (inode.Mode & InodeMode.TypeMask) switch
    {
        InodeMode.Regular => null,
        InodeMode.Directory => FileBody.Directory.Instance,
        InodeMode.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(inode.Content!.ReadHead(RootPath.MaxLength))),
        InodeMode.BlockDevice or InodeMode.CharacterDevice => new FileBody.Device(
            (inode.Mode & InodeMode.TypeMask) == InodeMode.BlockDevice, (inode.Device & 0xFFF00) >> 8, (inode.Device & 0xFF) | ((inode.Device >> 12) & 0xFFF00)),
        InodeMode.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    private static Metadata MetadataOf(uint uid, uint gid, int permissions, long time, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> xattrs) =>
        new(uid.ToString(CultureInfo.InvariantCulture), gid.ToString(CultureInfo.InvariantCulture), (ushort)permissions, time, xattrs);

    /// <summary>Of a name that is there twice the last one counts.</summary>
    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> AttributesOf(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> xattrs)
    {
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder attributes = Metadata.NoAttributes.ToBuilder();
        foreach ((string name, ReadOnlyMemory<byte> value) in xattrs) attributes[name] = value;
        return attributes.ToImmutable();
    }

    /// <summary>A walk over inodes of either kind.</summary>
    private sealed class Walk<T>(
        MemberTree tree, PartList parts, int part, long stored, string format, Func<T, ImmutableArray<(ReadOnlyMemory<byte> Name, T Inode)>> entriesOf, Func<T, Metadata> metadataOf,
        Func<T, FileBody?> bodyOf, Func<T, PositionalSource?> contentOf, Func<PositionalSource, long> storedOf)
        where T : class
    {
        private readonly long _limit = Math.Max(Decompressor.UnratedLength, stored * Decompressor.MaxRatio);
        private readonly HashSet<T> _read = new(ReferenceEqualityComparer.Instance);
        private long _length;

        public void Read(T root, RootPath at)
        {
            try
            {
                Add(root, at.Bytes.ToArray());
            }
            finally
            {
                parts.End(part, stored, _length);
                tree.EndLinks();
            }
        }

        private void Add(T inode, ReadOnlyMemory<byte> path)
        {
            if (path.Length > RootPath.MaxLength) throw new MalformedDataException(format, default, "path", $"{path.Length} bytes", $"at most {RootPath.MaxLength}");
            if (tree.IsFull) throw new MalformedDataException(format, default, "entries", $"more than {MemberTree.MaxEntries}", $"at most {MemberTree.MaxEntries}");
            FileBody? body = bodyOf(inode);
            tree.Add(new(path, metadataOf(inode), body, body is null && _read.Add(inode) ? Content(contentOf(inode)!) : null, inode));
            foreach ((ReadOnlyMemory<byte> name, T entry) in entriesOf(inode)) Add(entry, (byte[])[.. path.Span, (byte)'/', .. name.Span]);
        }

        private MemberContent Content(PositionalSource source)
        {
            if (source.Length > _limit - _length) throw new MalformedDataException(format, default, "file_size", $"more than {Decompressor.MaxRatio} times the image", "what fits");
            var content = new MemberContent(source.Length, part, _length, () => source.OpenStream()) { Source = source, Stored = () => storedOf(source) };
            _length += source.Length;
            return content;
        }
    }
}
