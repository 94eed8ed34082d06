using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>Files of an image that somebody names.</summary>
public static class ImageSelection
{
    private static readonly DiagnosticId NothingMatches = new("SEE", 1, FailureKind.Usage);
    private static readonly DiagnosticId NoPattern = new("SEE", 2, FailureKind.Usage);
    private static readonly DiagnosticId NoFile = new("SEE", 3, FailureKind.Usage);

    /// <summary>What patterns name, and what is below folders among that, in the order of the tree; no pattern: everything.</summary>
    /// <param name="patterns">As <see cref="PathGlob"/> has them; the slash in front may be missing.</param>
    /// <exception cref="ComposerException">One is no pattern, or names nothing.</exception>
    public static IReadOnlyList<RootNode> Of(OpenedImage image, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0) return image.Tree;
        HashSet<RootPath> chosen = [];
        foreach (string pattern in patterns)
        {
            RootNode[] found = Find(image, pattern);
            if (found.Length == 0) throw Nothing(image, pattern);
            foreach (RootNode node in found)
            {
                chosen.Add(node.Path);
                if (node.Inode.Body is FileBody.Directory) chosen.UnionWith(image.Tree.Below(node.Path).Select(below => below.Path));
            }
        }

        return image.Tree.Slice(node => chosen.Contains(node.Path));
    }

    /// <summary>The regular file that a path leads to, links followed inside the image.</summary>
    /// <exception cref="ComposerException">There is none.</exception>
    public static ImageContent FileAt(OpenedImage image, string path)
    {
        if (!RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath wanted) || !image.Tree.TryFind(wanted, out RootNode? node)) throw Nothing(image, path);
        return node.Inode.Body is FileBody.Regular { Content: ImageContent content }
            ? content
            : throw new ComposerException(NoFile, $"{node.Path}: got {(node.Inode.Body is FileBody.Directory ? "a folder" : "a special file")}, expected a regular file", new SourceLocation(image.Path));
    }

    private static RootNode[] Find(OpenedImage image, string pattern)
    {
        if (pattern.Trim('/').Length == 0 || pattern is ".") return [.. image.Tree];
        try
        {
            return [.. PathGlob.Parse(Absolute(pattern)).In(image.Tree)];
        }
        catch (ArgumentException cause)
        {
            throw new ComposerException(NoPattern, $"\"{Printable.Escape(pattern)}\" is no path inside an image: {cause.Message.Split('\n')[0]}", new SourceLocation(image.Path), cause: cause);
        }
    }

    private static ComposerException Nothing(OpenedImage image, string pattern)
    {
        string anywhere = $"/**/{pattern.TrimEnd('/').Split('/')[^1]}";
        ImmutableArray<RootNode> elsewhere = pattern.Contains("..", StringComparison.Ordinal) || anywhere is "/**/" ? [] : [.. PathGlob.Parse(anywhere).In(image.Tree).Take(1)];
        return new(
            NothingMatches, $"nothing is called \"{Printable.Escape(pattern)}\" in it", new SourceLocation(image.Path),
            elsewhere.IsEmpty ? null : $"there is {elsewhere[0].Path}; \"**/\" in front looks in all folders");
    }

    private static string Absolute(string pattern) => pattern.StartsWith('/') ? pattern : "/" + (pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern);
}
