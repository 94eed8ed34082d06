using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>An extension's files, every one of them read once: what cannot be read is known before anything is said of it.</summary>
internal static class ExtensionTree
{
    /// <summary>What a squashfs image holds.</summary>
    /// <param name="image">The image.</param>
    /// <param name="at">Where its root is mounted.</param>
    /// <exception cref="MalformedDataException">The image is damaged, or its files are longer than an honest image's, or a path than any.</exception>
    public static RootTree OfSquashfs(PositionalSource image, RootPath at)
    {
        SquashfsInode root = SquashfsReader.Read(image);
        long left = Math.Max(Decompressor.UnratedLength, image.Length * Decompressor.MaxRatio);
        List<RootNode> nodes = [];
        Dictionary<SquashfsInode, Inode> made = new(ReferenceEqualityComparer.Instance);
        Add(root, at);
        return RootTree.Of(nodes);

        void Add(SquashfsInode inode, RootPath path)
        {
            if (!made.TryGetValue(inode, out Inode? known))
            {
                if (inode.Body is SquashfsBody.Regular file && (left -= file.Content.Length) < 0)
                {
                    throw new MalformedDataException(SquashfsReader.Format, default, "file_size", $"more than {Decompressor.MaxRatio} times the image", "what fits");
                }

                made.Add(inode, known = new(MetadataOf(inode), BodyOf(inode.Body)));
            }

            nodes.Add(new(path, known, Origin.Parent));
            if (inode.Body is not SquashfsBody.Directory directory) return;
            foreach (SquashfsEntry entry in directory.Entries)
            {
                Add(entry.Inode, RootPath.TryParse([.. path.Bytes, (byte)'/', .. entry.Name.Span], out RootPath child)
                    ? child
                    : throw new MalformedDataException(SquashfsReader.Format, default, "path", $"{path.Bytes.Length + entry.Name.Length} bytes", $"at most {RootPath.MaxLength}"));
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

    private static Metadata MetadataOf(SquashfsInode inode)
    {
        ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> attributes = Metadata.NoAttributes;
        foreach (SquashfsXattr xattr in inode.Xattrs) attributes = attributes.SetItem(xattr.Name, xattr.Value);
        return new(
            inode.Uid.ToString(CultureInfo.InvariantCulture), inode.Gid.ToString(CultureInfo.InvariantCulture), (ushort)inode.Permissions, inode.ModificationTime, attributes);
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
