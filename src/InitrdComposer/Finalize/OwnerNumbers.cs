using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// Users and groups as numbers, by the image's own /etc/passwd and /etc/group. As rpm does (4.18, lib/rpmfi.c rpmfilesStat), an unknown owner becomes
/// root, and the file then loses the setuid or setgid bit that was meant for somebody else.
/// </summary>
internal sealed class OwnerNumbers
{
    private readonly Dictionary<string, uint> _users;
    private readonly Dictionary<string, uint> _groups;

    private OwnerNumbers(Dictionary<string, uint> users, Dictionary<string, uint> groups) => (_users, _groups) = (users, groups);

    public static OwnerNumbers Of(RootTree tree, IContents contents)
    {
        return new(Read("/etc/passwd"), Read("/etc/group"));

        Dictionary<string, uint> Read(string path)
        {
            var numbers = new Dictionary<string, uint> { ["root"] = 0 };
            foreach ((string name, uint id) in AccountFile.Parse(ImageText.Find(tree, contents, RootPath.Of(path))).Ids()) numbers.TryAdd(name, id);
            return numbers;
        }
    }

    public (uint Uid, uint Gid, ushort Mode) Of(Metadata metadata)
    {
        const int SetUid = 0x800;
        const int SetGid = 0x400;
        int mode = metadata.Mode;
        if (!_users.TryGetValue(metadata.User, out uint uid)) mode &= ~SetUid;
        if (!_groups.TryGetValue(metadata.Group, out uint gid)) mode &= ~SetGid;
        return (uid, gid, (ushort)mode);
    }

    /// <summary>One notice a name that is not known.</summary>
    public ImmutableArray<Notice> Unknown(RootTree tree) =>
    [
        .. Missing("user", tree.Where(node => !_users.ContainsKey(node.Inode.Metadata.User)).GroupBy(node => node.Inode.Metadata.User)),
        .. Missing("group", tree.Where(node => !_groups.ContainsKey(node.Inode.Metadata.Group)).GroupBy(node => node.Inode.Metadata.Group)),
    ];

    private static IEnumerable<Notice> Missing(string kind, IEnumerable<IGrouping<string, RootNode>> byName) =>
        from name in byName.OrderBy(name => name.Key, StringComparer.Ordinal)
        select new Notice(
            FinalizeErrors.UnknownOwner, $"{kind} {name.Key.ToPrintable()} does not exist in the image: {name.First().Path}{Others(name.Count() - 1)} belongs to root instead",
            Hint: $"a file in /usr/lib/sysusers.d makes it, with the line \"{kind[0]} {name.Key.ToPrintable()}\"");

    private static string Others(int count) => count == 0 ? "" : $" (and {count} more)";
}
