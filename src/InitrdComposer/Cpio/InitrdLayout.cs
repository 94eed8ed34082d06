using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>
/// A tree as the entries of one newc archive, the same for everybody: in the order of the paths' bytes, parents present, inodes numbered in that order,
/// devices 0, no mtime after the epoch (this is the one place that clamps), owners as numbers.
/// </summary>
/// <param name="Length">Of the archive, in bytes.</param>
/// <param name="LostAttributes">What newc has no place for.</param>
public sealed record InitrdLayout(ImmutableArray<InitrdEntry> Entries, long Length, ImmutableArray<Notice> LostAttributes)
{
    /// <summary>Linux's NAME_MAX; what is longer the kernel silently fails to make.</summary>
    private const int MaxComponent = 255;

    private const int Alignment = 4;
    private const int TrailerNameSize = 11;

    /// <param name="tree">All of an initrd, or a slice of it.</param>
    /// <param name="owners">Of the whole initrd.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH in seconds since 1970.</param>
    /// <exception cref="ComposerException">The tree holds something that would not arrive in the running kernel.</exception>
    internal static InitrdLayout Of(RootTree tree, OwnerNumbers owners, long epoch)
    {
        tree = tree.WithParents();
        Dictionary<Inode, (int Count, RootPath First, RootPath Last)> links = LinksOf(tree);
        var numbers = new Dictionary<Inode, uint>(ReferenceEqualityComparer.Instance);
        ImmutableArray<InitrdEntry>.Builder entries = ImmutableArray.CreateBuilder<InitrdEntry>(tree.Count);
        long length = 0;
        foreach (RootNode node in tree)
        {
            Verify(node);
            (int count, RootPath first, RootPath last) = links.TryGetValue(node.Inode, out var link) ? link : (1, node.Path, node.Path);
            if (!numbers.TryGetValue(node.Inode, out uint ino)) numbers.Add(node.Inode, ino = (uint)numbers.Count + 1);
            (uint uid, uint gid, ushort mode) = owners.Of(node.Inode.Metadata);
            var header = new NewcHeader
            {
                Ino = ino,
                Mode = TypeOf(node.Inode.Body) | mode,
                Uid = uid,
                Gid = gid,
                Nlink = node.Inode.Body is FileBody.Directory ? 2 : (uint)count,
                Mtime = (uint)Math.Clamp(node.Inode.Metadata.ModificationTime, 0, Math.Min(epoch, uint.MaxValue)),
                RdevMajor = (node.Inode.Body as FileBody.Device)?.Major ?? 0,
                RdevMinor = (node.Inode.Body as FileBody.Device)?.Minor ?? 0,
            };
            long size = node.Path == last ? SizeOf(node.Inode.Body) : 0;
            entries.Add(new(node, header, size, first));
            length += SizeOfHeader(Math.Max(1, node.Path.Bytes.Length) + 1) + Formats.IO.Alignment.Up(size, Alignment);
        }

        return new(entries.DrainToImmutable(), length + SizeOfHeader(TrailerNameSize), [.. LostAttributesOf(tree)]);
    }

    /// <summary>Inodes of several paths. Folders and links to elsewhere are never linked: only what the kernel would link counts.</summary>
    private static Dictionary<Inode, (int Count, RootPath First, RootPath Last)> LinksOf(RootTree tree)
    {
        var links = new Dictionary<Inode, (int Count, RootPath First, RootPath Last)>(ReferenceEqualityComparer.Instance);
        foreach (RootNode node in tree)
        {
            links[node.Inode] = links.TryGetValue(node.Inode, out var link) ? (link.Count + 1, link.First, node.Path) : (1, node.Path, node.Path);
        }

        return links;
    }

    private static void Verify(RootNode node)
    {
        if (node.Path.Bytes.SequenceEqual("TRAILER!!!"u8)) throw Error(CpioErrors.Trailer, "a file of this name ends an initrd");
        if (node.Path.Name.Length > MaxComponent) throw Error(CpioErrors.TooLong, $"a name of {node.Path.Name.Length} bytes, the kernel makes {MaxComponent}");
        switch (node.Inode.Body)
        {
            case FileBody.SymbolicLink link when link.Target.Bytes.Length is 0 or > RootPath.MaxLength:
                throw Error(CpioErrors.TooLong, $"a link to {link.Target.Bytes.Length} bytes, the kernel makes 1 to {RootPath.MaxLength}");
            case FileBody.Regular file when file.Content.Length > uint.MaxValue:
                throw Error(CpioErrors.TooLarge, $"a file of {file.Content.Length} bytes, an initrd holds less than 4 GiB");
        }

        ComposerException Error(DiagnosticId id, string problem) => new(id, $"{node.Path}: {problem}");
    }

    private static IEnumerable<Notice> LostAttributesOf(RootTree tree)
    {
        RootNode[] nodes = [.. tree.Where(node => !node.Inode.Metadata.ExtendedAttributes.IsEmpty)];
        if (nodes.Length == 0) yield break;
        IEnumerable<string> lost = nodes.Select(node => $"{node.Path} ({string.Join(' ', node.Inode.Metadata.ExtendedAttributes.Keys)})");
        yield return new(
            CpioErrors.AttributesLost, $"an initrd holds no extended attributes; lost are those of {string.Join(", ", lost)}",
            Hint: "whatever needs file capabilities must run as root there");
    }

    private static uint TypeOf(FileBody body) => body switch
    {
        FileBody.Regular => InodeMode.Regular,
        FileBody.Directory => InodeMode.Directory,
        FileBody.SymbolicLink => InodeMode.SymbolicLink,
        FileBody.Device { IsBlock: true } => InodeMode.BlockDevice,
        FileBody.Device => InodeMode.CharacterDevice,
        FileBody.Fifo => InodeMode.Fifo,
        FileBody.Socket => InodeMode.Socket,
        _ => throw new ArgumentOutOfRangeException(nameof(body)),
    };

    private static long SizeOf(FileBody body) => body switch
    {
        FileBody.Regular file => file.Content.Length,
        FileBody.SymbolicLink link => link.Target.Bytes.Length,
        _ => 0,
    };

    private static long SizeOfHeader(int nameSize) => Formats.IO.Alignment.Up(NewcHeader.Size + nameSize, Alignment);
}
