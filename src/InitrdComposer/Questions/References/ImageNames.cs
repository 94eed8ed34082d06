using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>The names in an image by which its files may speak of each other: paths, folders, commands, libraries.</summary>
internal sealed class ImageNames
{
    /// <summary>Of a pattern that a program fills in: with fewer letters of its own it could mean anything.</summary>
    private const int MinLetters = 4;

    /// <summary>Where execvp(3) and systemd look for a command (systemd's DEFAULT_PATH, with what a split /usr adds).</summary>
    private static readonly string[] SearchPath = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Folders that everybody names, for many things: that a program does so says nothing of the files in them.</summary>
    private static readonly string[] CommonFolders =
    [
        "/usr/lib/systemd", "/usr/lib/udev", "/usr/lib/modules", "/usr/lib/firmware", "/usr/local/bin", "/usr/local/sbin", "/usr/local/lib", "/usr/local/share", "/usr/share/doc", "/usr/share/man",
    ];

    private readonly RootTree _tree;
    private readonly FrozenDictionary<string, ImmutableArray<RootPath>>.AlternateLookup<ReadOnlySpan<char>> _commands;
    private readonly FrozenSet<RootPath> _common;
    private readonly ILookup<string, RootPath> _libraries;

    public ImageNames(RootTree tree)
    {
        _tree = tree;
        HashSet<RootPath> folders = [.. Resolved(SearchPath)];
        _commands = tree.Where(node => folders.Contains(node.Path.Parent) && node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink)
            .GroupBy(node => NameOf(node.Path), StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.Select(node => node.Path).ToImmutableArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _libraries = tree.Where(node => node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink && IsLibrary(NameOf(node.Path))).ToLookup(node => NameOf(node.Path), node => node.Path, StringComparer.Ordinal);
        _common = Resolved(SearchPath.Concat(CommonFolders)).Concat(tree.Where(node => IsLibrary(NameOf(node.Path)) && NameOf(node.Path).StartsWith("libc.so", StringComparison.Ordinal)).Select(node => node.Path.Parent)).ToFrozenSet();
    }

    /// <summary>What execvp(3) would start; none: it is no command of the image.</summary>
    public ImmutableArray<RootPath> Commands(ReadOnlySpan<char> name) => _commands.TryGetValue(name, out ImmutableArray<RootPath> found) ? found : [];

    /// <summary>Libraries whose file name matches a glob.</summary>
    public IEnumerable<RootPath> Libraries(string glob) => _libraries.Where(group => Fnmatch.IsMatch(glob, group.Key)).SelectMany(group => group);

    /// <summary>
    /// What an absolute path names: a file or link; of a folder all below it, unless everybody names that folder; of a glob, or of a text that printf(3) fills in, what matches.
    /// </summary>
    public ImmutableArray<RootPath> Path(string path)
    {
        if (path.Contains('%')) path = Unprinted(path);
        if (path.AsSpan().IndexOfAny('*', '?', '[') >= 0) return Matching(path);
        if (!RootPath.TryParse(Encoding.UTF8.GetBytes(path), out RootPath parsed) || parsed.IsRoot || !_tree.TryResolve(parsed, followLast: false, out RootPath physical)
            || !_tree.TryGet(physical, out RootNode? node))
        {
            return [];
        }

        if (node.Inode.Body is not FileBody.Directory && !(node.Inode.Body is FileBody.SymbolicLink && LeadsToFolder(physical))) return [physical];
        return _tree.TryResolve(physical, followLast: true, out RootPath folder) && !IsCommon(folder)
            ? [.. _tree.Below(folder).Where(below => below.Inode.Body is FileBody.Regular or FileBody.SymbolicLink).Select(below => below.Path)]
            : [];
    }

    /// <summary>What a name of a library names that printf(3) fills in: "libtss2-tcti-%s.so.0".</summary>
    public ImmutableArray<RootPath> PrintedLibrary(string text) =>
        LettersOf(text.Replace("lib", "", StringComparison.Ordinal).Replace(".so", "", StringComparison.Ordinal)) >= MinLetters ? [.. Libraries(Unprinted(text))] : [];

    public static bool IsLibrary(string name) => name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal);

    public static string NameOf(RootPath path) => Encoding.Latin1.GetString(path.Name);

    private bool LeadsToFolder(RootPath link) => _tree.TryFind(link, out RootNode? end) && end.Inode.Body is FileBody.Directory;

    /// <summary>"/usr", "/usr/share": too much to mean any of it.</summary>
    private bool IsCommon(RootPath folder) => folder.Bytes.Count((byte)'/') < 2 || _common.Contains(folder);

    private ImmutableArray<RootPath> Matching(string pattern)
    {
        int wildcard = pattern.AsSpan().IndexOfAny('*', '?', '[');
        int folder = pattern.LastIndexOf('/', wildcard);
        if (LettersOf(pattern[folder..]) < MinLetters && IsCommonFolder(pattern[..folder])) return [];
        try
        {
            return [.. PathGlob.Parse(pattern).In(_tree).Where(node => node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink).Select(node => node.Path)];
        }
        catch (ArgumentException)
        {
            return []; // "/../%s": no pattern of files in an image
        }
    }

    private bool IsCommonFolder(string folder) =>
        !RootPath.TryParse(Encoding.UTF8.GetBytes(folder), out RootPath path) || !_tree.TryResolve(path, followLast: true, out RootPath physical) || IsCommon(physical);

    private static int LettersOf(string text) => text.Count(char.IsAsciiLetterOrDigit);

    /// <summary>Conversions of printf(3) as stars.</summary>
    private static string Unprinted(string text)
    {
        var glob = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                glob.Append(text[i]);
                continue;
            }

            while (i + 1 < text.Length && !char.IsAsciiLetter(text[i + 1]) && text[i + 1] is not ('/' or '%')) i++;
            while (i + 1 < text.Length && text[i + 1] is 'l' or 'h' or 'z' or 'j') i++;
            i++;
            glob.Append('*');
        }

        return glob.ToString();
    }

    private IEnumerable<RootPath> Resolved(IEnumerable<string> folders)
    {
        foreach (string folder in folders)
        {
            if (_tree.TryResolve(RootPath.Of(folder), followLast: true, out RootPath physical)) yield return physical;
        }
    }
}
