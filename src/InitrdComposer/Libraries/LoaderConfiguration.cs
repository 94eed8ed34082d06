using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Libraries;

/// <summary>The folders that /etc/ld.so.conf names, files that it includes among them (ldconfig(8)).</summary>
internal static class LoaderConfiguration
{
    /// <summary>What ldconfig reads first.</summary>
    public static RootPath File { get; } = RootPath.Of("/etc/ld.so.conf");

    /// <summary>Where distributions let packages add to it.</summary>
    public static RootPath Folder { get; } = RootPath.Of("/etc/ld.so.conf.d");

    /// <returns>In order; not yet resolved. A file that is included twice counts once: ldconfig would read in circles.</returns>
    public static IReadOnlyList<RootPath> Folders(RootTree tree, IContents contents)
    {
        var folders = new List<RootPath>();
        var read = new HashSet<RootPath>();
        Read(File);
        return folders;

        void Read(RootPath path)
        {
            if (!read.Add(path) || ImageText.Find(tree, contents, path) is not string text) return;
            foreach (string line in text.Split('\n').Select(line => line.Split('#')[0].Trim()))
            {
                if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["include", .. string[] patterns])
                {
                    foreach (RootNode node in patterns.SelectMany(pattern => Match(pattern.StartsWith('/') ? pattern : $"{path.Parent}/{pattern}"))) Read(node.Path);
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
