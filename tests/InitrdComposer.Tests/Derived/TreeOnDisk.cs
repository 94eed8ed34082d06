using System.Text;
using InitrdComposer.Testing;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Derived;

/// <summary>A tree of generated files, as a folder in which real tools can work.</summary>
internal sealed class TreeOnDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    public TreeOnDisk(RootTree tree)
    {
        foreach (RootNode node in tree.WithParents())
        {
            string path = this[Encoding.Latin1.GetString(node.Path.Bytes)];
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
                    break;
            }
        }
    }

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();
}
