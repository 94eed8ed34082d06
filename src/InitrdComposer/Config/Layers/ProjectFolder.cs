using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config.Layers;

/// <summary>The folders that a recipe's own files may come from: what another file pulls in must not come from elsewhere on the machine.</summary>
internal sealed class ProjectFolder
{
    private const int MaxLinks = 40;

    private readonly string _shownFolder;
    private readonly string _folder;
    private readonly string _root;
    private readonly int _ascent;

    /// <param name="recipePath">As the user wrote it.</param>
    /// <param name="root">The setting project-root: ".", "..", "../..".</param>
    public ProjectFolder(string recipePath, string root)
    {
        _shownFolder = Path.GetDirectoryName(recipePath) ?? "";
        _folder = Path.GetDirectoryName(Path.GetFullPath(recipePath))!;
        _ascent = HostPath.Ascent(root);
        _root = FinalPath(Path.GetFullPath(root, _folder)) ?? _folder;
    }

    /// <summary>How a file is called in messages: from where the recipe's own path starts.</summary>
    /// <param name="path">From the recipe's folder.</param>
    public string Shown(string path) => HostPath.Join(_shownFolder, path);

    public string FullPath(string path) => Path.GetFullPath(path, _folder);

    /// <summary>Whether a path stays inside, links aside.</summary>
    public bool Contains(string path) => !path.StartsWith('/') && HostPath.Ascent(path) <= _ascent;

    /// <summary>Where a file of the project is; it may be missing.</summary>
    /// <param name="path">From the recipe's folder.</param>
    /// <param name="place">What names it.</param>
    /// <exception cref="ComposerException">It is outside of the project, or a link leads there.</exception>
    public string Locate(string path, SourceLocation place)
    {
        if (!Contains(path)) throw Outside($"got \"{path}\"", place);
        string full = FullPath(path);
        string? final = FinalPath(full);
        if (final is null) throw Outside($"{path}: more than {MaxLinks} symbolic links, one behind the other", place);
        bool isInside = final == _root || final.StartsWith(_root.TrimEnd('/') + "/", StringComparison.Ordinal);
        return isInside ? full : throw Outside($"\"{path}\" is a symbolic link that leads to {final}", place);
    }

    private static ComposerException Outside(string got, SourceLocation place) => new(
        RecipeDiagnostics.Include, $"{got}, expected a path inside the project", place,
        "the project is the recipe's folder; project-root = \"..\" in the recipe makes it the one above");

    /// <summary>Where all links lead; null when they go round.</summary>
    private static string? FinalPath(string full)
    {
        var rest = new Stack<string>(full.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string path = "/";
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part is ".") continue;
            if (part is "..")
            {
                path = Path.GetDirectoryName(path) ?? "/";
                continue;
            }

            string next = Path.Combine(path, part);
            if (new FileInfo(next).LinkTarget is not string target)
            {
                path = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (target.StartsWith('/')) path = "/";
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(step);
        }

        return path;
    }
}
