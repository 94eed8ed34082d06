using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>Reads configuration out of a tree, the way programs inside the image would find it.</summary>
internal static class ImageText
{
    /// <summary>Far above any configuration file; a passwd of ten thousand users has half of it.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>The text of the file that a path leads to, or null when there is none.</summary>
    public static string? Find(RootTree tree, IContents contents, RootPath path) =>
        tree.TryFind(path, out RootNode? node) && node.Inode.Body is FileBody.Regular file ? Read(contents, file.Content, path) : null;

    /// <exception cref="ComposerException">It is longer than any text of its kind.</exception>
    public static string Read(IContents contents, FileContent content, RootPath path)
    {
        if (content.Length > MaxLength)
        {
            throw new ComposerException(FinalizeErrors.TextTooLong, $"{path}: got {content.Length} bytes, expected configuration of at most {MaxLength}");
        }

        PositionalSource source = contents.Open(content);
        var bytes = new byte[(int)source.Length];
        source.ReadExactlyAt(0, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>
    /// The files that systemd reads out of several folders (file-hierarchy of sysusers.d(5), systemd.preset(5), drop-ins): of one name the first
    /// folder's counts, a link to /dev/null or an empty file means none, and the order is that of the names' bytes.
    /// </summary>
    /// <param name="tree">The image.</param>
    /// <param name="contents">Its bodies.</param>
    /// <param name="suffix">".conf", ".preset".</param>
    /// <param name="folders">The most important first.</param>
    public static IEnumerable<(RootPath Path, string Text)> Files(RootTree tree, IContents contents, string suffix, params IEnumerable<string> folders)
    {
        var byName = new SortedDictionary<string, RootNode>(StringComparer.Ordinal);
        foreach (string folder in folders)
        {
            foreach (RootNode node in Entries(tree, RootPath.Of(folder)))
            {
                string name = Encoding.UTF8.GetString(node.Path.Name);
                if (name.EndsWith(suffix, StringComparison.Ordinal)) byName.TryAdd(name, node);
            }
        }

        foreach (RootNode node in byName.Values)
        {
            if (Find(tree, contents, node.Path) is string { Length: > 0 } text) yield return (node.Path, text);
        }
    }

    /// <summary>The entries of a folder, in order.</summary>
    public static IEnumerable<RootNode> Entries(RootTree tree, RootPath folder) =>
        tree.TryResolve(folder, followLast: true, out RootPath physical)
            ? tree.Below(physical).Where(node => node.Path != physical && node.Path.Parent == physical)
            : [];
}
