using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.PE;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Images;

/// <summary>Reads images of any maker, in one pass: archives and what compresses them, UKIs by profile.</summary>
public static class ImageReader
{
    private static readonly DiagnosticId NoInitrd = new("CPI", 2, FailureKind.Malformed);

    /// <param name="path">An initrd, or a UKI whose first profile's initrd is meant.</param>
    /// <exception cref="ComposerException">It is no image, or cannot be read; damage further inside is <see cref="OpenedImage.Damage"/>.</exception>
    public static OpenedImage Open(Disk disk, string path)
    {
        using var file = FileSource.Open(disk, path);
        if (FileMagic.KindOf(file) != FileMagic.PE) return OfInitrd(path, "initrd", file.Length, file);
        UkiImage uki = UkiImage.Open(new(path, file));
        PositionalSource initrd = uki.Effective(0).FirstOrDefault(part => part.Name == UkiSectionNames.Initrd)?.Content
            ?? throw new ComposerException(NoInitrd, "got a PE image without .initrd, expected an initrd or a UKI", new SourceLocation(path));
        return OfInitrd(path, "UKI", file.Length, initrd);
    }

    private static OpenedImage OfInitrd(string path, string kind, long length, PositionalSource initrd)
    {
        var nodes = new Dictionary<RootPath, RootNode>();
        var inodes = new Dictionary<(int Segment, uint Ino, uint Major, uint Minor), Inode>();
        var parts = new SortedDictionary<int, ImagePart>();
        ComposerException? damage = null;
        try
        {
            foreach (InitrdMember member in InitrdImage.Read(initrd, path))
            {
                int part = member.Segment.Index;
                parts[part] = new("cpio", member.Segment.Offset, 0, member.Segment.Compression, 0);
                if (!RootPath.TryParse(member.Name.Span, out RootPath name) || name.IsRoot) continue;
                Inode inode = InodeOf(member);
                if (member.Header is { Type: InodeMode.Regular, Nlink: > 1 })
                {
                    // Of hard links the last has the data: names that came before get it then.
                    var key = (part, member.Header.Ino, member.Header.DevMajor, member.Header.DevMinor);
                    if (member.Header.FileSize == 0 && inodes.TryGetValue(key, out Inode? first)) inode = first;
                    else if (inodes.TryGetValue(key, out Inode? empty)) foreach (RootNode link in nodes.Values.Where(node => ReferenceEquals(node.Inode, empty)).ToArray()) nodes[link.Path] = link with { Inode = inode };
                    inodes[key] = inode;
                }

                nodes[name] = new(name, inode, Origin.Parent);
            }
        }
        catch (ComposerException cause) when (nodes.Count > 0)
        {
            damage = cause;
        }

        return new(path, kind, length, [.. parts.Values], RootTree.Of(nodes.Values).WithParents(), damage);
    }

    private static Inode InodeOf(InitrdMember member)
    {
        NewcHeader header = member.Header;
        var metadata = new Metadata(
            header.Uid.ToString(CultureInfo.InvariantCulture), header.Gid.ToString(CultureInfo.InvariantCulture), (ushort)(header.Mode & InodeMode.PermissionMask), header.Mtime, Metadata.NoAttributes);
        return new(metadata, header.Type switch
        {
            InodeMode.Directory => FileBody.Directory.Instance,
            InodeMode.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(member.Target.Span)),
            InodeMode.Regular => new FileBody.Regular(new ImageContent(header.FileSize, member.Digest, member.Segment.Index, 0)),
            InodeMode.BlockDevice or InodeMode.CharacterDevice => new FileBody.Device(header.Type == InodeMode.BlockDevice, header.RdevMajor, header.RdevMinor),
            InodeMode.Fifo => new FileBody.Fifo(),
            _ => new FileBody.Socket(),
        });
    }
}
