using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Libraries;

/// <summary>The folders that /etc/ld.so.conf names, files that it includes among them (ldconfig(8)).</summary>
internal static class LoaderConfiguration
{
    /// <summary>Includes inside includes; glibc has no limit and loops.</summary>
    private const int MaxDepth = 8;

    /// <returns>In order; not yet resolved.</returns>
    public static IReadOnlyList<RootPath> Folders(RootTree tree, IContents contents)
    {
        var folders = new List<RootPath>();
        Read(RootPath.Of("/etc/ld.so.conf"), 0);
        return folders;

        void Read(RootPath path, int depth)
        {
            if (depth > MaxDepth || ImageText.Find(tree, contents, path) is not string text) return;
            foreach (string line in text.Split('\n').Select(line => line.Split('#')[0].Trim()))
            {
                if (line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is ["include", string pattern])
                {
                    foreach (RootNode node in Match(pattern.StartsWith('/') ? pattern : $"{path.Parent}/{pattern}")) Read(node.Path, depth + 1);
                }
                else if (line.StartsWith('/') && RootPath.TryParse(Encoding.UTF8.GetBytes(line), out RootPath folder))
                {
                    folders.Add(folder);
                }
            }
        }

        IEnumerable<RootNode> Match(string pattern)
        {
            try
            {
                return PathGlob.Parse(pattern).In(tree);
            }
            catch (ArgumentException)
            {
                // ldconfig, too, goes on when nothing is there under a name that it cannot use.
                return [];
            }
        }
    }
}
