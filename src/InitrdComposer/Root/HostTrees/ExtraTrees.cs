using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.HostTrees;

/// <summary>The recipe's own folders, as nodes. Links are kept and never followed, so nothing from outside of a folder gets in.</summary>
/// <remarks>
/// Of a host file only type, content and mode enter: owners are root, mtimes 0, and write permission for group and others is taken away, because all
/// three differ between two check-outs of the same recipe.
/// </remarks>
public static class ExtraTrees
{
    private const ushort OrdinaryFile = 0b110_100_100;

    private const ushort ModesThatCount = 0b111_111_101_101;

    /// <param name="disk">Where they are.</param>
    /// <param name="trees">In the recipe's order: the later lie over the earlier.</param>
    /// <param name="recipeFolder">What relative sources start from.</param>
    /// <exception cref="ComposerException">A source is no folder, or holds something that is neither folder, file nor link, or the disk does not deliver.</exception>
    public static IReadOnlyList<RootNode> Read(Disk disk, IEnumerable<ExtraTree> trees, string recipeFolder) =>
        [.. trees.SelectMany(tree => Read(disk, tree, recipeFolder))];

    /// <summary>One file of the host, which is part of no tree of an image.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="source">What the recipe calls it.</param>
    /// <param name="path">What it is called here.</param>
    /// <param name="recipeFolder">What a relative source starts from.</param>
    /// <exception cref="ComposerException">It is no file, or the disk does not deliver.</exception>
    public static RootNode ReadFile(Disk disk, Located<string> source, RootPath path, string recipeFolder)
    {
        var origin = new Origin.ExtraTree(source.Location, source.Value);
        string file = Places.Of(disk, recipeFolder).Tree(source.Value);
        return new(path, new(Metadata.OfRoot(OrdinaryFile), new FileBody.Regular(Reading(file, origin, () => Content(disk, file)))), origin);
    }

    private static RootTree Read(Disk disk, ExtraTree tree, string recipeFolder)
    {
        string source = Places.Of(disk, recipeFolder).Tree(tree.Source.Value);
        var origin = new Origin.ExtraTree(tree.Source.Location, tree.Source.Value);
        if (!Reading(source, origin, () => disk.HasFolder(source)))
        {
            throw new ComposerException(
                RootErrors.NoExtraTree, $"{tree.Source.Value}: no such folder", tree.Source.Location, "relative paths start at the recipe's folder");
        }

        var nodes = new List<RootNode>();
        Walk(disk, source, RootPath.Of(tree.Target), nodes, origin);
        return RootTree.Of(nodes);
    }

    private static void Walk(Disk disk, string folder, RootPath target, List<RootNode> nodes, Origin.ExtraTree origin)
    {
        foreach (string name in Reading(folder, origin, () => disk.List(folder)))
        {
            string entry = Path.Combine(folder, name);
            if (name.Contains('\uFFFD') || !RootPath.TryParse([.. target.Bytes, (byte)'/', .. Encoding.UTF8.GetBytes(name)], out RootPath path))
            {
                throw Unfit(entry, "its name is not UTF-8 or too long", origin);
            }

            FileStatus status = Reading(entry, origin, () => disk.Status(entry)) ?? throw Unfit(entry, "it is gone", origin);
            FileBody body = status switch
            {
                { IsFolder: true } => FileBody.Directory.Instance,
                { IsRegular: true } => new FileBody.Regular(Reading(entry, origin, () => Content(disk, entry))),
                { IsSymbolicLink: true } => new FileBody.SymbolicLink(Reading(entry, origin, () => disk.ReadLink(entry))),
                _ => throw Unfit(entry, "it is neither folder, file nor link", origin),
            };
            ushort mode = body is FileBody.SymbolicLink ? status.Permissions : (ushort)(status.Permissions & ModesThatCount);
            nodes.Add(new(path, new(Metadata.OfRoot(mode), body), origin));
            if (body is FileBody.Directory) Walk(disk, entry, path, nodes, origin);
        }
    }

    private static FileContent.Host Content(Disk disk, string path)
    {
        using FileSource file = FileSource.Open(disk, path);
        using Stream stream = file.OpenStream();
        var digest = Digest.Sha256Of(stream);
        return new(stream.Position, digest, path);
    }

    private static T Reading<T>(string path, Origin.ExtraTree origin, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IOException e)
        {
            throw new ComposerException(RootErrors.UnreadableExtraFile, $"{path}: {e.Message}", origin.Location, cause: e);
        }
        catch (ComposerException e) when (e.Id.Kind == FailureKind.LocalIO)
        {
            throw new ComposerException(RootErrors.UnreadableExtraFile, $"{path}: {e.Message}", origin.Location, e.Hint, e);
        }
    }

    private static ComposerException Unfit(string path, string reason, Origin.ExtraTree origin) =>
        new(RootErrors.UnfitExtraFile, $"{Printable.Escape(Encoding.UTF8.GetBytes(path))} cannot be packed: {reason}", origin.Location);
}
