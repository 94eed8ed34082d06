using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>
/// Makes the links that `update-alternatives --install` in packages' scriptlets would (update-alternatives(1)): of several candidates for a name the one
/// with the highest priority gets it, the first package's among equals.
/// </summary>
internal static class Alternatives
{
    /// <summary>One --install: the master link first, then its followers.</summary>
    /// <param name="Links">Link, name below /etc/alternatives, program.</param>
    internal sealed record Candidate(int Priority, ImmutableArray<(string Link, string Name, string Path)> Links);

    public static RootTree Apply(RootTree tree, IReadOnlyList<PackageHeader> headers)
    {
        IEnumerable<Candidate> best = headers.SelectMany(header => header.Scriptlets)
            .Where(scriptlet => scriptlet.Kind is "%post" or "%posttrans" && scriptlet.Interpreter is [not "<lua>", ..])
            .SelectMany(scriptlet => ShellCommands.Of(scriptlet.Body)).Where(command => command.Contains("alternatives", StringComparison.Ordinal))
            .Select(command => Parse(Words.Split(command, retainBackslashes: true) ?? [])).OfType<Candidate>()
            .Where(candidate => tree.TryFind(RootPath.Of(candidate.Links[0].Path), out _))
            .GroupBy(candidate => candidate.Links[0].Name).Select(group => group.MaxBy(candidate => candidate.Priority)!);
        foreach ((string link, string name, string path) in best.SelectMany(candidate => candidate.Links))
        {
            if (!tree.TryFind(RootPath.Of(path), out _)) continue;
            string middle = $"/etc/alternatives/{name}";
            tree = tree.WithUnlessPresent(Generated.Link("alternatives", RootPath.Of(middle), path))
                .WithUnlessPresent(Generated.Link("alternatives", RootPath.Of(link), middle));
        }

        return tree;
    }

    /// <summary>Null for any other use of the command, and for one with variables in it.</summary>
    public static Candidate? Parse(IReadOnlyList<string> words)
    {
        int install = words.ToList().IndexOf("--install");
        if (install < 0 || words.Count < install + 5 || words.Any(word => word.Contains('$'))) return null;
        if (!int.TryParse(words[install + 4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int priority)) return null;
        var links = new List<(string Link, string Name, string Path)> { (words[install + 1], words[install + 2], words[install + 3]) };
        for (int i = install + 5; i + 3 < words.Count; i++)
        {
            if (words[i] is "--slave" or "--follower") links.Add((words[i + 1], words[i + 2], words[i + 3]));
        }

        return links.All(link => IsPath(link.Link) && IsPath(link.Path) && IsName(link.Name))
            ? new(priority, [.. links])
            : null;
    }

    private static bool IsName(string text) => !text.Contains('/') && text is not ("" or "." or "..") && IsPath($"/etc/alternatives/{text}");

    private static bool IsPath(string text) =>
        text is ['/', ..] && RootPath.TryParse(Encoding.UTF8.GetBytes(text), out RootPath path) && !path.IsRoot;
}
