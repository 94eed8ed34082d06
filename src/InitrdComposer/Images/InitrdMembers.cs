using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>The members of an initrd: those of its archives, in order, and over them those of a root that is an image inside.</summary>
internal sealed class InitrdMembers(Disk disk, PartList parts, MemberTree tree)
{
    private const string Cpio = "cpio";

    private readonly Dictionary<(uint Uid, uint Gid, uint Mode, uint Mtime), Metadata> _metadata = [];

    /// <param name="name">The file, for errors.</param>
    /// <param name="inside">The part that it is; null: the whole file.</param>
    /// <exception cref="ComposerException">It is no initrd, or a damaged one; what stands before the damage has been taken.</exception>
    public void Read(PositionalSource initrd, string name, int? inside)
    {
        InitrdSegment? last = null;
        int part = -1;
        ComposerException? badName = null;
        using var squashed = new SquashedRoots(disk);
        foreach (StoredEntry entry in InitrdImage.Entries(initrd, name, Begin, End))
        {
            if (last?.Index != entry.Segment.Index) tree.EndLinks();
            last = entry.Segment;
            if (tree.IsFull) throw ImageErrors.TooMany(entry.Place, entry.Offset);
            try
            {
                PositionalSource? taken = squashed.Take(entry, part);
                if (taken is not null && squashed.Found is [.., { } root] && root.Image == taken) continue;
                if (!tree.Add(MemberOf(entry, part, taken ?? entry.Source))) badName ??= ImageErrors.BadName(entry);
            }
            catch (MalformedDataException cause)
            {
                throw InitrdImage.Damage(name, entry.Place, cause);
            }
        }

        foreach (SquashedRoot root in squashed.Found) ReadRoot(root, name);
        if (badName is not null) throw badName;

        void Begin(InitrdFrame frame) => part = parts.Add(Cpio, frame.Offset, frame.Compression, inside);
        void End(InitrdFrame frame) => parts.End(part, frame.StoredLength, frame.Length, frame.Map);
    }

    private void ReadRoot(SquashedRoot root, string name)
    {
        try
        {
            new FileSystemMembers(parts, tree).Read(root.Image, RootPath.Root, root.Offset, root.Part);
        }
        catch (MalformedDataException cause)
        {
            throw ImageErrors.FileSystem($"{name}!{root.Path.ToString()[1..]}", cause);
        }
    }

    /// <param name="source">The data, if it can be read at any time.</param>
    private ImageMember MemberOf(StoredEntry entry, int part, PositionalSource? source)
    {
        NewcHeader header = entry.Header;
        Metadata metadata = MetadataOf(header);
        if (header.Type != InodeMode.Regular) return new(entry.Name, metadata, BodyOf(entry));
        object? link = header.Nlink > 1 ? (header.Ino, header.DevMajor, header.DevMinor) : null;
        return new(entry.Name, metadata, null, new(header.FileSize, part, entry.Offset, () => source?.OpenStream() ?? entry.Content) { Source = source }, link);
    }

    private static FileBody BodyOf(StoredEntry entry) => entry.Header.Type switch
    {
        InodeMode.Directory => FileBody.Directory.Instance,
        InodeMode.SymbolicLink => new FileBody.SymbolicLink(LinkTarget.Of(entry.ReadTarget().Span)),
        InodeMode.BlockDevice or InodeMode.CharacterDevice => new FileBody.Device(entry.Header.Type == InodeMode.BlockDevice, entry.Header.RdevMajor, entry.Header.RdevMinor),
        InodeMode.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    /// <summary>Few are different: entries share them.</summary>
    private Metadata MetadataOf(NewcHeader header)
    {
        var key = (header.Uid, header.Gid, header.Mode & InodeMode.PermissionMask, header.Mtime);
        if (_metadata.TryGetValue(key, out Metadata? known)) return known;
        var metadata = new Metadata(Number(header.Uid), Number(header.Gid), (ushort)key.Item3, header.Mtime, Metadata.NoAttributes);
        _metadata.Add(key, metadata);
        return metadata;

        static string Number(uint number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
