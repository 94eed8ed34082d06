using System.Runtime.Versioning;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Tree;

/// <summary>A tree of generated files on disk, for tools that want a folder.</summary>
[SupportedOSPlatform("linux")]
internal static class TreeFolder
{
    public static void Write(RootTree tree, string folder)
    {
        foreach (RootNode node in tree.WithParents())
        {
            string path = Path.Combine(folder, Encoding.UTF8.GetString(node.Path.Bytes));
            switch (node.Inode.Body)
            {
                case FileBody.Directory:
                    Directory.CreateDirectory(path);
                    break;
                case FileBody.SymbolicLink link:
                    File.CreateSymbolicLink(path, link.Target.ToString());
                    break;
                case FileBody.Regular { Content: FileContent.Generated generated }:
                    File.WriteAllBytes(path, generated.Bytes.ToArray());
                    File.SetUnixFileMode(path, (UnixFileMode)node.Inode.Metadata.Mode);
                    break;
                default:
                    throw new NotSupportedException($"{node.Path}");
            }
        }
    }

    /// <summary>A folder of the host, links kept, as a tree of generated files.</summary>
    public static IEnumerable<RootNode> Read(string folder, string target)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).GetFileSystemInfos())
        {
            string path = $"{target}/{entry.Name}";
            if (entry.LinkTarget is string link)
            {
                yield return Nodes.LinkNode(path, link);
            }
            else if (entry is DirectoryInfo)
            {
                yield return Nodes.FolderNode(path);
                foreach (RootNode node in Read(entry.FullName, path)) yield return node;
            }
            else
            {
                yield return new(RootPath.Of(path), Inode.File(File.ReadAllBytes(entry.FullName)), new Origin.Generated("test"));
            }
        }
    }
}

/// <summary>Contents of trees that hold generated files only.</summary>
internal sealed class GeneratedContents : IContents
{
    public static GeneratedContents Instance { get; } = new();

    public PositionalSource Open(FileContent content) => PositionalSource.OfBytes(((FileContent.Generated)content).Bytes);
}
