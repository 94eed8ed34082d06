using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Questions.Differences;

/// <summary>Compares squashfs images: first their trees, then the superblock, then bytes: the same files, stored in another way.</summary>
internal static class SquashfsDifference
{
    public static Difference? Find(PositionalSource given, PositionalSource expected)
    {
        SquashfsInode right = SquashfsReader.Read(expected);
        try
        {
            if (InDirectory("", SquashfsReader.Read(given), right) is Difference found) return found;
        }
        catch (MalformedDataException damage)
        {
            return ByteDifference.InHeader(SquashfsReader.SuperblockLayout, given, expected, 0) ?? Difference.Of(damage);
        }

        return ByteDifference.InHeader(SquashfsReader.SuperblockLayout, given, expected, 0) is Difference field ? field with { Where = "superblock" } : ByteDifference.Find(given, expected);
    }

    private static Difference? InDirectory(string path, SquashfsInode given, SquashfsInode expected)
    {
        if (InInode(path.Length == 0 ? "/" : path, given, expected) is Difference inode) return inode;
        if (expected.Body is not SquashfsBody.Directory becomes || given.Body is not SquashfsBody.Directory was) return null;
        ILookup<string, SquashfsInode> left = ByName(was), right = ByName(becomes);
        foreach (string name in left.Concat(right).Select(entries => entries.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string child = $"{path}/{name}";
            if (left[name].Count() != right[name].Count()) return new(child, "file", Words(left[name].Count()), Words(right[name].Count()));
            foreach ((SquashfsInode there, SquashfsInode made) in left[name].Zip(right[name]))
            {
                if (InDirectory(child, there, made) is Difference found) return found;
            }
        }

        return null;
    }

    /// <summary>By its name as it is printed. Whoever made an image by hand may have put a name into a folder twice.</summary>
    private static ILookup<string, SquashfsInode> ByName(SquashfsBody.Directory directory) =>
        directory.Entries.ToLookup(entry => Printable.Escape(entry.Name.Span), entry => entry.Inode, StringComparer.Ordinal);

    private static string Words(int entries) => entries switch { 0 => "nothing", 1 => "one", _ => $"{entries} of that name" };

    private static Difference? InInode(string path, SquashfsInode given, SquashfsInode expected)
    {
        foreach ((string field, Func<SquashfsInode, string> value) in Fields)
        {
            if (value(given) is string was && value(expected) is string becomes && was != becomes) return new(path, field, was, becomes);
        }

        if (given.Body is not SquashfsBody.Regular left || expected.Body is not SquashfsBody.Regular right) return null;
        return ByteDifference.FirstOffset(left.Content, right.Content) is long offset
            ? ByteDifference.At(left.Content, right.Content, offset) with { Where = path, Field = $"content at byte {offset}", Place = null }
            : null;
    }

    private static readonly ImmutableArray<(string Field, Func<SquashfsInode, string> Value)> Fields =
    [
        ("inode_type", inode => inode.Body.GetType().Name),
        ("mode", inode => $"0{Convert.ToString(inode.Permissions, 8)}"),
        ("uid", inode => $"{inode.Uid}"),
        ("gid", inode => $"{inode.Gid}"),
        ("mtime", inode => $"{inode.ModificationTime}"),
        ("xattrs", inode => inode.Xattrs.IsEmpty ? "none" : string.Join(", ", inode.Xattrs.Select(xattr => $"{xattr.Name}={Convert.ToHexStringLower(xattr.Value.Span)}"))),
        ("target", inode => inode.Body is SquashfsBody.SymbolicLink link ? Printable.Escape(link.Target.Span) : ""),
        ("device", inode => inode.Body is SquashfsBody.Device device ? $"{(device.IsBlock ? "block" : "character")} {device.Major}:{device.Minor}" : ""),
        ("file_size", inode => inode.Body is SquashfsBody.Regular file ? $"{file.Content.Length}" : ""),
    ];
}
