using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Tree;

/// <summary>Short ways to write nodes in tests.</summary>
internal static class Nodes
{
    private static readonly Origin Test = new Origin.Generated("test");

    public static RootNode FolderNode(string path, ushort mode = 0b111_101_101) => new(RootPath.Of(path), Inode.Folder(mode), Test);

    public static RootNode FileNode(string path, string text = "", ushort mode = 0b110_100_100) =>
        new(RootPath.Of(path), Inode.File(Encoding.UTF8.GetBytes(text), mode), Test);

    public static RootNode LinkNode(string path, string target) => new(RootPath.Of(path), Inode.SymbolicLink(target), Test);

    public static RootTree TreeOf(params IEnumerable<RootNode> nodes) => RootTree.Of(nodes);

    public static string[] Paths(IEnumerable<RootNode> nodes) => [.. nodes.Select(node => node.Path.ToString())];

    /// <summary>What is there because somebody wanted it, without the parents that were only added.</summary>
    public static IEnumerable<RootNode> Owned(IEnumerable<RootNode> nodes) => nodes.Where(node => node.Origin != Origin.Parent);

    /// <summary>One line a node, as `find -printf` would write it: path, mode, and what it holds or where it leads.</summary>
    public static string[] Lines(IEnumerable<RootNode> nodes) =>
        [.. nodes.Select(node => $"{node.Path} {Convert.ToString(node.Inode.Metadata.Mode, 8)} {Describe(node.Inode.Body)}")];

    private static string Describe(FileBody body) => body switch
    {
        FileBody.Regular(FileContent.Generated generated) => Encoding.UTF8.GetString(generated.Bytes.Span),
        FileBody.Regular regular => $"{regular.Content.Length} bytes",
        FileBody.SymbolicLink link => $"-> {link.Target}",
        _ => body.GetType().Name,
    };
}
