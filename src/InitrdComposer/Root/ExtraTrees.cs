using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files.Native;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>The recipe's own folders, as nodes. Links are kept and never followed, so nothing from outside of a folder gets in.</summary>
/// <remarks>
/// Of a host file only type, content and mode enter: owners are root, mtimes 0, and write permission for group and others is taken away, because all
/// three differ between two check-outs of the same recipe.
/// </remarks>
public static class ExtraTrees
{
    private const ushort ModesThatCount = 0b111_111_101_101;

    /// <param name="trees">In the recipe's order: the later lie over the earlier.</param>
    /// <param name="recipeFolder">What relative sources start from.</param>
    /// <exception cref="ComposerException">A source is no folder, or holds something that is neither folder, file nor link.</exception>
    public static IReadOnlyList<RootNode> Read(IEnumerable<ExtraTree> trees, string recipeFolder) => [.. trees.SelectMany(tree => Read(tree, recipeFolder))];

    private static RootTree Read(ExtraTree tree, string recipeFolder)
    {
        string source = Places.Of(recipeFolder).Tree(tree.Source.Value);
        if (!Directory.Exists(source))
        {
            throw new ComposerException(
                RootErrors.NoExtraTree, $"{tree.Source.Value}: no such folder", tree.Source.Location, "relative paths start at the recipe's folder");
        }

        var origin = new Origin.Recipe(tree.Source.Location) { ExtraTree = tree.Source.Value };
        var nodes = new List<RootNode>();
        Walk(new DirectoryInfo(source), RootPath.Of(tree.Target), nodes, origin);
        return RootTree.Of(nodes);
    }

    private static void Walk(DirectoryInfo folder, RootPath target, List<RootNode> nodes, Origin.Recipe origin)
    {
        foreach (FileSystemInfo entry in Reading(folder.FullName, origin, folder.GetFileSystemInfos))
        {
            if (entry.Name.Contains('\uFFFD') || !RootPath.TryParse([.. target.Bytes, (byte)'/', .. Encoding.UTF8.GetBytes(entry.Name)], out RootPath path))
            {
                throw Unfit(entry.FullName, "its name is not UTF-8 or too long", origin);
            }

            if (Libc.LinkStatus(entry.FullName, out FileStatus status) != 0) throw Unfit(entry.FullName, "it is gone", origin);
            FileBody body = status switch
            {
                { IsFolder: true } => FileBody.Directory.Instance,
                { IsRegular: true } => new FileBody.Regular(Reading(entry.FullName, origin, () => Content(entry.FullName))),
                { IsSymbolicLink: true } => new FileBody.SymbolicLink(entry.LinkTarget!),
                _ => throw Unfit(entry.FullName, "it is neither folder, file nor link", origin),
            };
            ushort mode = body is FileBody.SymbolicLink ? status.Permissions : (ushort)(status.Permissions & ModesThatCount);
            nodes.Add(new(path, new(Metadata.OfRoot(mode), body), origin));
            if (body is FileBody.Directory) Walk(new DirectoryInfo(entry.FullName), path, nodes, origin);
        }
    }

    private static FileContent.Host Content(string path)
    {
        using FileStream stream = File.OpenRead(path);
        var digest = Digest.Sha256Of(stream);
        return new(stream.Position, digest, path);
    }

    private static T Reading<T>(string path, Origin.Recipe origin, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposerException(RootErrors.UnreadableExtraFile, $"{path}: {e.Message}", origin.Location, cause: e);
        }
    }

    private static ComposerException Unfit(string path, string reason, Origin.Recipe origin) =>
        new(RootErrors.UnfitExtraFile, $"{Printable.Escape(Encoding.UTF8.GetBytes(path))} cannot be packed: {reason}", origin.Location);
}
