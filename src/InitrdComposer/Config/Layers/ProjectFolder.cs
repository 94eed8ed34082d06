using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Layers;

/// <summary>The folders that a recipe's own files may come from: what another file pulls in must not come from elsewhere on the machine.</summary>
internal sealed class ProjectFolder
{
    private readonly Disk _disk;
    private readonly DiskView _view;
    private readonly string _shownFolder;
    private readonly string _folder;
    private readonly string _root;
    private readonly int _ascent;

    /// <param name="disk">Where it is.</param>
    /// <param name="recipePath">As the user wrote it.</param>
    /// <param name="root">The setting project-root: ".", "..", "../..".</param>
    public ProjectFolder(Disk disk, string recipePath, string root)
    {
        _disk = disk;
        _view = new(disk);
        _shownFolder = Path.GetDirectoryName(recipePath) ?? "";
        _folder = Path.GetDirectoryName(Path.GetFullPath(recipePath))!;
        _ascent = HostPath.Ascent(root);
        _root = _view.FinalPath(Path.GetFullPath(root, _folder)) ?? _folder;
    }

    /// <summary>How a file is called in messages: from where the recipe's own path starts.</summary>
    /// <param name="path">From the recipe's folder.</param>
    public string Shown(string path) => HostPath.Join(_shownFolder, path);

    public string FullPath(string path) => Path.GetFullPath(path, _folder);

    /// <summary>Whether a path stays inside, links aside.</summary>
    public bool Contains(string path) => !path.StartsWith('/') && HostPath.Ascent(path) <= _ascent;

    /// <summary>Whether a path stays inside, and no link leads out.</summary>
    public bool Holds(string path) => Contains(path) && _view.FinalPath(FullPath(path)) is string final && IsUnderRoot(final);

    /// <summary>Where a file of the project is; it may be missing.</summary>
    /// <param name="path">From the recipe's folder.</param>
    /// <param name="place">What names it.</param>
    /// <exception cref="ComposerException">It is outside of the project, or a link leads there.</exception>
    public string Locate(string path, SourceLocation place)
    {
        if (!Contains(path)) throw Outside($"got \"{path}\"", place);
        string full = FullPath(path);
        string? final = _view.FinalPath(full);
        if (final is null) throw Outside($"{path}: more than {DiskView.MaxLinks} symbolic links, one behind the other", place);
        return IsUnderRoot(final) ? full : throw Outside($"\"{path}\" is a symbolic link that leads to {final}", place);
    }

    /// <param name="full">From <see cref="Locate"/>.</param>
    /// <exception cref="ComposerException">The disk does not tell.</exception>
    public bool HasFile(string full) => _view.HasFile(full);

    /// <inheritdoc cref="HasFile"/>
    public bool HasFolder(string full) => _view.HasFolder(full);

    /// <summary>The names in a folder, in ordinal order.</summary>
    /// <inheritdoc cref="HasFile"/>
    public IReadOnlyList<string> List(string full) => _view.List(full);

    /// <summary>A text file whole.</summary>
    /// <param name="full">From <see cref="Locate"/>.</param>
    /// <exception cref="ComposerException">Missing, unreadable, or no regular file.</exception>
    public byte[] Read(string full) => TomlFile.Read(_disk, full, TomlLimits.Default);

    private bool IsUnderRoot(string final) => final == _root || final.StartsWith(_root.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static ComposerException Outside(string got, SourceLocation place) => new(
        RecipeDiagnostics.Include, $"{got}, expected a path inside the project", place,
        "the project is the recipe's folder; project-root = \"..\" in the recipe makes it the one above");
}
