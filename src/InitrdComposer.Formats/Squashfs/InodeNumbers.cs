namespace InitrdComposer.Formats.Squashfs;

/// <summary>Numbers and counts of links, of all inodes of a tree: in the order of a walk that meets a directory before what is in it.</summary>
internal sealed class InodeNumbers
{
    private readonly Dictionary<SquashfsInode, (uint Number, uint Links)> _numbers = new(ReferenceEqualityComparer.Instance);

    public InodeNumbers(SquashfsInode root)
    {
        var open = new Stack<SquashfsInode>([root]);
        while (open.TryPop(out SquashfsInode? inode))
        {
            if (_numbers.TryGetValue(inode, out (uint Number, uint Links) known))
            {
                _numbers[inode] = known with { Links = known.Links + 1 };
                continue;
            }

            Inodes.Add(inode);
            if (inode.Body is not SquashfsBody.Directory directory)
            {
                _numbers.Add(inode, ((uint)Inodes.Count, 1));
                continue;
            }

            // "." and the parent's entry, and ".." of each folder in it.
            _numbers.Add(inode, ((uint)Inodes.Count, 2 + (uint)directory.Entries.Count(entry => entry.Inode.Body is SquashfsBody.Directory)));
            for (int i = directory.Entries.Length - 1; i >= 0; i--) open.Push(directory.Entries[i].Inode);
        }
    }

    /// <summary>The first has number 1.</summary>
    public List<SquashfsInode> Inodes { get; } = [];

    public uint Of(SquashfsInode inode) => _numbers[inode].Number;

    public uint LinksOf(SquashfsInode inode) => _numbers[inode].Links;
}
