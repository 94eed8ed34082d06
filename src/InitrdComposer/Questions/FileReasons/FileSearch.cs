using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>Finds files of an image as people name them.</summary>
internal static class FileSearch
{
    private const int MaxNamed = 5;

    /// <param name="pattern">A path, through links as well; the name of a file; or a glob over either.</param>
    public static ImmutableArray<(RootNode Node, ImmutableArray<string> Notes)> Find(RootTree tree, string pattern)
    {
        string path = pattern.StartsWith('/') ? pattern : $"/{pattern}";
        if (pattern.AsSpan().IndexOfAny('*', '?', '[') >= 0) return [.. Matching(tree, pattern.Contains('/') ? path : $"/**/{pattern}").Select(node => (node, NamesOf(tree, node)))];
        if (RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed) && !parsed.IsRoot && tree.TryResolve(parsed, followLast: false, out RootPath physical) && tree.TryGet(physical, out RootNode? found))
        {
            return [.. Followed(tree, parsed, found)];
        }

        if (pattern.Contains('/')) return [];
        byte[] name = Encoding.UTF8.GetBytes(pattern);
        return [.. tree.Where(node => node.Path.Name.SequenceEqual(name)).Select(node => (node, NamesOf(tree, node)))];
    }

    /// <summary>What somebody may have meant: paths for a path, else names.</summary>
    public static IEnumerable<string> Spellings(RootTree tree, string pattern) =>
        pattern.Contains('/') ? tree.Select(node => pattern.StartsWith('/') ? $"{node.Path}" : $"{node.Path}"[1..]) : tree.Select(node => Encoding.UTF8.GetString(node.Path.Name)).Distinct();

    /// <summary>The file itself; of a link also what it leads to.</summary>
    private static IEnumerable<(RootNode, ImmutableArray<string>)> Followed(RootTree tree, RootPath asked, RootNode found)
    {
        ImmutableArray<string> notes = asked == found.Path ? [] : [$"{asked} is {found.Path}: a folder in it is a link"];
        if (found.Inode.Body is not FileBody.SymbolicLink link || !tree.TryFind(found.Path, out RootNode? end) || end.Path == found.Path)
        {
            if (found.Inode.Body is FileBody.SymbolicLink dangling) notes = notes.Add($"a link to {dangling.Target}, which is not in the image");
            yield return (found, notes.AddRange(NamesOf(tree, found)));
            yield break;
        }

        yield return (found, notes.Add($"a link to {link.Target}"));
        yield return (end, [$"{found.Path} leads to it", .. NamesOf(tree, end)]);
    }

    private static ImmutableArray<string> NamesOf(RootTree tree, RootNode node)
    {
        if (node.Inode.Body is not FileBody.Regular) return [];
        RootPath[] others = [.. tree.Where(other => ReferenceEquals(other.Inode, node.Inode) && other.Path != node.Path).Select(other => other.Path)];
        return others.Length == 0 ? [] : [$"the same file as {string.Join(", ", others.Take(MaxNamed))}{(others.Length > MaxNamed ? $" and {others.Length - MaxNamed} more" : "")} (hard links)"];
    }

    private static IEnumerable<RootNode> Matching(RootTree tree, string glob)
    {
        try
        {
            return [.. PathGlob.Parse(glob).In(tree)];
        }
        catch (ArgumentException)
        {
            return []; // nothing in an image is called so
        }
    }
}
