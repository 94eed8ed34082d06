using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>An extension's files, every one of them read once: what cannot be read is known before anything is said of it.</summary>
internal static class ImageFiles
{
    /// <summary>What a squashfs image holds.</summary>
    /// <param name="image">The image.</param>
    /// <param name="at">Where its root is mounted.</param>
    /// <exception cref="MalformedDataException">The image is damaged, or its files are longer than an honest image's, or a path than any.</exception>
    public static RootTree OfSquashfs(PositionalSource image, RootPath at)
    {
        // Inodes with the same attributes have the same array of them.
        Dictionary<ImmutableArray<SquashfsXattr>, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>> sets = [];
        return Of(
            image, SquashfsReader.Format, SquashfsReader.Read(image), at,
            inode => inode.Body is SquashfsBody.Directory directory ? [.. directory.Entries.Select(entry => (entry.Name, entry.Inode))] : [],
            inode => (inode.Body as SquashfsBody.Regular)?.Content.Length ?? 0,
            inode => new(MetadataOf(inode.Uid, inode.Gid, inode.Permissions, Attributes(inode.Xattrs)), BodyOf(inode.Body)));

        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Attributes(ImmutableArray<SquashfsXattr> xattrs)
        {
            if (!sets.TryGetValue(xattrs, out ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>? set)) sets.Add(xattrs, set = AttributesOf(xattrs.Select(xattr => KeyValuePair.Create(xattr.Name, xattr.Value))));
            return set;
        }
    }

    /// <summary>What an erofs image holds.</summary>
    /// <inheritdoc cref="OfSquashfs"/>
    public static RootTree OfErofs(PositionalSource image, RootPath at) => Of(
        image, ErofsReader.Format, ErofsReader.Read(image), at,
        inode => [.. inode.Entries.Select(entry => (entry.Name, entry.Inode))],
        inode => inode.Content?.Length ?? 0,
        inode => new(MetadataOf(inode.Uid, inode.Gid, (int)(inode.Mode & InodeMode.PermissionMask), AttributesOf(inode.Xattrs)), BodyOf(inode)));

    private static RootTree Of<T>(
        PositionalSource image, string format, T root, RootPath at, Func<T, ImmutableArray<(ReadOnlyMemory<byte> Name, T Inode)>> entriesOf, Func<T, long> lengthOf, Func<T, Inode> make)
        where T : class
    {
        long left = Math.Max(Decompressor.UnratedLength, image.Length * Decompressor.MaxRatio);
        List<RootNode> nodes = [];
        Dictionary<T, Inode> made = new(ReferenceEqualityComparer.Instance);
        Add(root, at);
        return RootTree.Of(nodes);

        void Add(T inode, RootPath path)
        {
            if (!made.TryGetValue(inode, out Inode? known))
            {
                left -= lengthOf(inode);
                if (left < 0) throw new MalformedDataException(format, default, "file_size", $"more than {Decompressor.MaxRatio} times the image", "what fits");
                made.Add(inode, known = make(inode));
            }

            nodes.Add(new(path, known, Origin.Parent));
            foreach ((ReadOnlyMemory<byte> name, T entry) in entriesOf(inode))
            {
                Add(entry, RootPath.TryParse([.. path.Bytes, (byte)'/', .. name.Span], out RootPath child)
                    ? child
                    : throw new MalformedDataException(format, default, "path", $"{path.Bytes.Length + name.Length} bytes", $"at most {RootPath.MaxLength}"));
            }
        }
    }

    /// <summary>What a folder of the host holds; links are not followed, and extended attributes not seen.</summary>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public static RootTree OfFolder(Disk disk, string folder)
    {
        try
        {
            return RootTree.Of(disk.Below(folder).Select(entry => Node(disk, folder, entry.Path, entry.Status)));
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "list", exception);
        }
    }

    private static RootNode Node(Disk disk, string folder, string path, FileStatus status)
    {
        FileBody body = status switch
        {
            { IsFolder: true } => FileBody.Directory.Instance,
            { IsSymbolicLink: true } => new FileBody.SymbolicLink(disk.ReadLink(path)),
            { IsRegular: true } => new FileBody.Regular(Content(new DiskContent(disk, path, status.Size))),
            _ => new FileBody.Fifo(),
        };
        return new(RootPath.Of(Path.GetRelativePath(folder, path)), new(Metadata.OfRoot(status.Permissions), body), Origin.Parent);
    }

    private static FileBody BodyOf(SquashfsBody body) => body switch
    {
        SquashfsBody.Regular file => new FileBody.Regular(Content(file.Content)),
        SquashfsBody.Directory => FileBody.Directory.Instance,
        SquashfsBody.SymbolicLink link => new FileBody.SymbolicLink(LinkTarget.Of(link.Target.Span)),
        SquashfsBody.Device device => new FileBody.Device(device.IsBlock, device.Major, device.Minor),
        SquashfsBody.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    private static FileBody BodyOf(ErofsInode inode) => (inode.Mode & InodeMode.TypeMask) switch
    {
        InodeMode.Regular => new FileBody.Regular(Content(inode.Content!)),
        InodeMode.Directory => FileBody.Directory.Instance,
        InodeMode.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(inode.Content!.ReadHead(RootPath.MaxLength))),
        InodeMode.BlockDevice or InodeMode.CharacterDevice => new FileBody.Device(
            (inode.Mode & InodeMode.TypeMask) == InodeMode.BlockDevice, (inode.Device & 0xFFF00) >> 8, (inode.Device & 0xFF) | ((inode.Device >> 12) & 0xFFF00)),
        InodeMode.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    private static Metadata MetadataOf(uint uid, uint gid, int permissions, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> xattrs) =>
        new(uid.ToString(CultureInfo.InvariantCulture), gid.ToString(CultureInfo.InvariantCulture), (ushort)permissions, 0, xattrs);

    /// <summary>Of a name that is there twice the last one counts.</summary>
    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> AttributesOf(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> xattrs)
    {
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>>.Builder attributes = Metadata.NoAttributes.ToBuilder();
        foreach ((string name, ReadOnlyMemory<byte> value) in xattrs) attributes[name] = value;
        return attributes.ToImmutable();
    }

    private static ImageContent Content(PositionalSource source)
    {
        using Stream stream = source.OpenStream();
        return new(source, Digest.Sha256Of(stream));
    }

    /// <summary>A file that is opened when it is read: folders hold more files than a process may have open.</summary>
    private sealed class DiskContent(Disk disk, string path, long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            using var file = FileSource.Open(disk, path);
            return file.ReadAt(offset, into);
        }
    }
}

/// <summary>A file inside an image.</summary>
internal sealed record ImageContent(PositionalSource Source, Digest Digest) : FileContent(Source.Length, Digest);

/// <summary>Opens files of images.</summary>
internal sealed class ImageContents : IContents
{
    public static ImageContents Instance { get; } = new();

    public PositionalSource Open(FileContent content) => ((ImageContent)content).Source;
}
