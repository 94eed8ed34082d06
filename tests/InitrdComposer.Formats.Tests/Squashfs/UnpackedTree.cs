using System.Globalization;
using System.Text;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Squashfs;

/// <summary>Trees as lines of text: what was written, and what unsquashfs reads.</summary>
internal static class UnpackedTree
{
    /// <summary>Path, kind, mode, owners, time, what tells devices and links, and the digest of a file's content.</summary>
    public static string[] Lines(SquashfsInode root)
    {
        List<string> lines = [];
        Dictionary<SquashfsInode, string> first = new(ReferenceEqualityComparer.Instance);
        Add(root, "");
        return [.. lines.Order(StringComparer.Ordinal)];

        void Add(SquashfsInode inode, string path)
        {
            first.TryAdd(inode, path);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path}|{Kind(inode)}|{Convert.ToString(inode.Permissions, 8)}|{inode.Uid}:{inode.Gid}|{inode.ModificationTime}|{Detail(inode)}"));
            if (inode.Body is not SquashfsBody.Directory directory) return;
            foreach (SquashfsEntry entry in directory.Entries) Add(entry.Inode, $"{path}/{Encoding.UTF8.GetString(entry.Name.Span)}");
        }
    }

    /// <summary>The same of a folder, by find; it must have been unpacked as root.</summary>
    public static string[] Lines(string folder)
    {
        string found = Tool.Require("find", "findutils").Run(folder, "-printf", "%P\\0%y\\0%m\\0%U:%G\\0%Ts\\0%l\\0");
        string[] fields = found.Split('\0');
        List<string> lines = [];
        for (int i = 0; i + 5 < fields.Length; i += 6)
        {
            string path = fields[i].Length == 0 ? "" : $"/{fields[i]}";
            string file = folder + path;
            string detail = fields[i + 1] switch
            {
                "f" => Digest.Sha256Of(File.ReadAllBytes(file)).Hex,
                "l" => fields[i + 5],
                "b" or "c" => Tool.Require("stat", "coreutils").Run("--format=%Hr:%Lr", file).Trim(),
                _ => "",
            };
            lines.Add($"{path}|{fields[i + 1]}|{fields[i + 2]}|{fields[i + 3]}|{fields[i + 4]}|{detail}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
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
}
