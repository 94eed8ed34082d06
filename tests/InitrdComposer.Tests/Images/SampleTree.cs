using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Images;

/// <summary>A small root on disk, for the formats' own tools, and what a listing of it has to be.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SampleTree : IDisposable
{
    private readonly TempFolder _folder = new();

    public SampleTree()
    {
        Directory.CreateDirectory(Root);
        foreach (string name in (string[])["usr/bin", "usr/lib/modules/6.12/kernel", "etc/empty", "usr/lib/firmware"]) Directory.CreateDirectory(Path.Combine(Root, name));
        File.CreateSymbolicLink(Path.Combine(Root, "lib"), "usr/lib");
        File.CreateSymbolicLink(Path.Combine(Root, "init"), "/usr/bin/init");
        Write("usr/bin/init", Repeated("program", 70_000), 0b111_101_101);
        Write("usr/bin/secret", "secret", 0b110_000_000);
        Write("usr/lib/modules/6.12/kernel/a.ko.zst", Compressed.Zstd(Repeated("module", 30_000)), 0b110_100_100);
        Write("usr/lib/firmware/random.bin", Random(1_500_000), 0b110_100_100);
        Write("etc/initrd-release", "ID=test\n", 0b110_100_100);
        Write("etc/nothing", "", 0b110_100_100);
        Tool.Require("ln", "coreutils").Run(Path.Combine(Root, "usr/bin/init"), Path.Combine(Root, "usr/bin/linked"));
    }

    public string Root => _folder["root"];

    /// <summary>A path beside the root.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Type, permissions, path, and the digest or target: of the disk, without links being followed.</summary>
    public string[] Lines => Listed(Root);

    public static byte[] Repeated(string word, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)word[(i / 7) % word.Length])];

    public static byte[] Random(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The same of an image's tree.</summary>
    public static string[] Of(RootTree tree) => [.. tree.Select(Line).Order(StringComparer.Ordinal)];

    public static string[] Listed(string root) => [.. Below(new DirectoryInfo(root)).Select(entry => Line(root, entry)).Order(StringComparer.Ordinal)];

    /// <summary>Runs a shell in the root; $OUT is a path beside it.</summary>
    /// <returns>That path.</returns>
    public string Make(string name, string script)
    {
        Tool.Require("bash", "bash").Run("-c", $"set -eo pipefail; cd '{Root}'; OUT='{_folder[name]}'; {script}");
        return _folder[name];
    }

    public void Write(string name, string content, int mode) => Write(name, Encoding.UTF8.GetBytes(content), mode);

    public void Write(string name, byte[] content, int mode)
    {
        File.WriteAllBytes(Path.Combine(Root, name), content);
        File.SetUnixFileMode(Path.Combine(Root, name), (UnixFileMode)mode);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<FileSystemInfo> Below(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } below ? Below(below).Prepend(entry) : [entry]);

    private static string Line(RootNode node) => node.Inode.Body switch
    {
        FileBody.Directory => $"d {Mode(node.Inode.Metadata.Mode)} {node.Path.ToString()[1..]}",
        FileBody.SymbolicLink link => $"l {node.Path.ToString()[1..]} -> {link.Target}",
        FileBody.Regular file => $"f {Mode(node.Inode.Metadata.Mode)} {node.Path.ToString()[1..]} {file.Content.Length} {file.Content.Digest.Hex}",
        _ => $"? {node.Path.ToString()[1..]}",
    };

    private static string Line(string root, FileSystemInfo entry)
    {
        string path = Path.GetRelativePath(root, entry.FullName);
        if (entry.LinkTarget is string target) return $"l {path} -> {target}";
        return entry is FileInfo file
            ? $"f {Mode((int)entry.UnixFileMode)} {path} {file.Length} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)))}"
            : $"d {Mode((int)entry.UnixFileMode)} {path}";
    }

    private static string Mode(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
