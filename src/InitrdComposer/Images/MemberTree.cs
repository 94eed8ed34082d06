using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>
/// Makes a tree of the members of archives and file systems as Linux does that unpacks them one over the other (init/initramfs.c): of a path that is there twice the
/// last one counts, links among the folders of a path are followed inside the tree, a folder with something in it stays one.
/// </summary>
/// <param name="contentOf">What becomes of a regular file's bytes, which are there only while it is asked.</param>
internal sealed class MemberTree(Func<RootPath, MemberContent, FileContent> contentOf)
{
    /// <summary>Names of an image: far more than there are in any, and as many as fit into memory.</summary>
    public const int MaxEntries = 1 << 19;

    private readonly Dictionary<RootPath, Slot> _slots = [];
    private readonly Dictionary<object, Slot> _links = [];

    /// <summary>Folders that have something in them: no links are among them, and above them.</summary>
    private readonly HashSet<RootPath> _folders = [RootPath.Root];

    /// <summary>Nothing was added yet.</summary>
    public bool IsEmpty => _slots.Count == 0;

    /// <summary>There are <see cref="MaxEntries"/> names in it: who adds another one has to say so.</summary>
    public bool IsFull => _slots.Count == MaxEntries;

    /// <returns>False: the name is none inside an image, and was left out.</returns>
    public bool Add(ImageMember member)
    {
        if (!RootPath.TryParse(member.Name.Span, out RootPath name)) return false;
        if (name.IsRoot || !TryPlace(name, out RootPath path)) return true;
        if (member.Body is not FileBody.Directory && _folders.Contains(path)) return true;
        if (member is { Body: null, Content: null } && !_links.ContainsKey(member.Link!)) return true; // another name of what was passed over
        _slots[path] = SlotOf(path, member);
        return true;
    }

    /// <summary>Links belong to one archive: the next one has its own inode numbers.</summary>
    public void EndLinks() => _links.Clear();

    /// <summary>All of it; archives need not name the folders that they put something into.</summary>
    public RootTree ToTree() => RootTree.Of(_slots.Select(slot => new RootNode(slot.Key, slot.Value.Inode, Origin.Parent))).WithParents();

    private Slot SlotOf(RootPath path, ImageMember member)
    {
        if (member.Body is not null) return new(new(member.Metadata, member.Body));
        if (member.Link is not null && _links.TryGetValue(member.Link, out Slot? known))
        {
            // Of hard links in cpio archives the last has the data: names that came before get it then.
            if (member.Content is { Length: > 0 } content) known.Inode = Regular(content);
            return known;
        }

        var slot = new Slot(Regular(member.Content!));
        if (member.Link is not null) _links.Add(member.Link, slot);
        return slot;

        Inode Regular(MemberContent content) => new(member.Metadata, new FileBody.Regular(contentOf(path, content)));
    }

    /// <summary>Where a name is, links among its folders followed.</summary>
    /// <returns>False: nowhere, because they go round, or one of them is something else; Linux passes over such a name.</returns>
    private bool TryPlace(RootPath name, out RootPath path)
    {
        path = name;
        RootPath parent = name.Parent;
        if (_folders.Contains(parent)) return true;
        if (!RootTree.TryResolve(parent, followLast: true, LinkAt, out RootPath folder)) return false;
        for (RootPath above = folder; !_folders.Contains(above); above = above.Parent)
        {
            if (_slots.TryGetValue(above, out Slot? slot) && slot.Inode.Body is not FileBody.Directory) return false;
        }

        for (RootPath above = folder; _folders.Add(above); above = above.Parent)
        {
        }

        return folder == parent || RootPath.TryParse([.. folder.Bytes, (byte)'/', .. name.Name], out path);
    }

    private FileBody.SymbolicLink? LinkAt(RootPath path) => _slots.TryGetValue(path, out Slot? slot) ? slot.Inode.Body as FileBody.SymbolicLink : null;

    /// <summary>What names share that are hard links.</summary>
    private sealed class Slot(Inode inode)
    {
        public Inode Inode { get; set; } = inode;
    }
}
