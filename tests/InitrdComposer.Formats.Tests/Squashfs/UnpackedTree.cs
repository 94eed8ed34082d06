using System.Globalization;
using System.Text;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Squashfs;

/// <summary>Trees as lines of text: what was written, and what unsquashfs reads.</summary>
internal static class UnpackedTree
{
    /// <summary>Device nodes that one process is asked about.</summary>
    private const int DevicesAtOnce = 200;

    /// <summary>
    /// Path, kind, mode, owners, time, what tells devices and links, the digest of a file's content, under which name an inode with several comes first, and extended attributes.
    /// </summary>
    /// <param name="root">A directory.</param>
    /// <param name="path">Its own.</param>
    public static string[] Lines(SquashfsInode root, string path = "")
    {
        List<(string Path, SquashfsInode Inode)> all = [];
        Add(root, path);
        Dictionary<SquashfsInode, string> first = new(ReferenceEqualityComparer.Instance);
        HashSet<SquashfsInode> linked = new(ReferenceEqualityComparer.Instance);
        all.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        foreach ((string name, SquashfsInode inode) in all)
        {
            if (!first.TryAdd(inode, name)) linked.Add(inode);
        }

        return [.. all.Select(entry => Line(
            entry.Path, Kind(entry.Inode), Convert.ToString(entry.Inode.Permissions, 8), $"{entry.Inode.Uid}:{entry.Inode.Gid}", $"{entry.Inode.ModificationTime}", Detail(entry.Inode),
            linked.Contains(entry.Inode) ? first[entry.Inode] : "", entry.Inode.Xattrs.Select(xattr => $"{xattr.Name}=0x{Convert.ToHexStringLower(xattr.Value.Span)}")))
            .Order(StringComparer.Ordinal)];

        void Add(SquashfsInode inode, string name)
        {
            all.Add((name, inode));
            if (inode.Body is not SquashfsBody.Directory directory) return;
            foreach (SquashfsEntry entry in directory.Entries) Add(entry.Inode, $"{name}/{Encoding.UTF8.GetString(entry.Name.Span)}");
        }
    }

    /// <summary>The same of a folder, by find, stat and getfattr; it must have been unpacked as root.</summary>
    public static string[] Lines(string folder)
    {
        string found = Tool.Require("find", "findutils").Run(folder, "-printf", "%P\\0%y\\0%m\\0%U:%G\\0%Ts\\0%l\\0%i\\0%n\\0");
        string[][] all = [.. found.Split('\0').Chunk(8).Where(fields => fields.Length == 8)];
        foreach (string[] fields in all) fields[0] = fields[0].Length == 0 ? "" : $"/{fields[0]}";
        Dictionary<string, string> first = all.GroupBy(fields => fields[6], StringComparer.Ordinal)
            .ToDictionary(inode => inode.Key, inode => inode.Select(fields => fields[0]).Min(StringComparer.Ordinal)!, StringComparer.Ordinal);
        Dictionary<string, string> devices = Devices([.. all.Where(fields => fields[1] is "b" or "c").Select(fields => folder + fields[0])]);
        ILookup<string, string> xattrs = Xattrs(folder);
        return [.. all.Select(fields => Line(
            fields[0], fields[1], fields[2], fields[3], fields[4],
            fields[1] switch
            {
                "f" => Hash(folder + fields[0]),
                "l" => fields[5],
                "b" or "c" => devices[folder + fields[0]],
                _ => "",
            },
            fields[1] != "d" && fields[7] != "1" ? first[fields[6]] : "", xattrs[folder + fields[0]]))
            .Order(StringComparer.Ordinal)];
    }

    private static string Line(string path, string kind, string mode, string owners, string time, string detail, string first, IEnumerable<string> xattrs) =>
        $"{path}|{kind}|{mode}|{owners}|{time}|{detail}|{first}|{string.Join(' ', xattrs.Order(StringComparer.Ordinal))}";

    private static Dictionary<string, string> Devices(string[] files) => files.Chunk(DevicesAtOnce)
        .SelectMany(some => some.Zip(Tool.Require("stat", "coreutils").Run(["--format=%Hr:%Lr", .. some]).Split('\n')))
        .ToDictionary(StringComparer.Ordinal);

    private static ILookup<string, string> Xattrs(string folder)
    {
        const string File = "# file: ";
        string dump = Tool.Require("getfattr", "attr").Run("--recursive", "--physical", "--no-dereference", "--dump", "--match=^(user|trusted)\\.", "--encoding=hex", "--absolute-names", folder);
        string file = "";
        List<(string File, string Xattr)> found = [];
        foreach (string line in dump.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(File, StringComparison.Ordinal)) file = line[File.Length..];
            else found.Add((file, line));
        }

        return found.ToLookup(xattr => xattr.File, xattr => xattr.Xattr, StringComparer.Ordinal);
    }

    private static string Kind(SquashfsInode inode) => inode.Body switch
    {
        SquashfsBody.Directory => "d",
        SquashfsBody.Regular => "f",
        SquashfsBody.SymbolicLink => "l",
        SquashfsBody.Device device => device.IsBlock ? "b" : "c",
        SquashfsBody.Fifo => "p",
        _ => "s",
    };

    private static string Detail(SquashfsInode inode) => inode.Body switch
    {
        SquashfsBody.Regular file => Hash(file),
        SquashfsBody.SymbolicLink link => Encoding.UTF8.GetString(link.Target.Span),
        SquashfsBody.Device device => string.Create(CultureInfo.InvariantCulture, $"{device.Major}:{device.Minor}"),
        _ => "",
    };

    private static string Hash(SquashfsBody.Regular file)
    {
        using Stream stream = file.Content.OpenStream();
        return Digest.Sha256Of(stream).Hex;
    }

    private static string Hash(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Digest.Sha256Of(stream).Hex;
    }
}
