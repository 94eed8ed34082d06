using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>An EFI system partition as a folder; what is read stays open until it is disposed.</summary>
/// <param name="disk">Where.</param>
/// <param name="root">The partition's root.</param>
public sealed class EspFolder(Disk disk, string root) : EspFiles, IDisposable
{
    private static readonly DiagnosticId NoEsp = new("FOR", 3, FailureKind.LocalIO);

    private readonly DiskView _view = new(disk);
    private readonly List<FileSource> _open = [];

    public string Root => root;

    /// <summary>A file's name with folders in front, as it is on the disk; null: there is none.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public string? Find(string path)
    {
        string found = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!_view.HasFolder(PathOf(found))) return null;
            string? name = _view.List(PathOf(found)).FirstOrDefault(name => name.Equals(part, StringComparison.OrdinalIgnoreCase));
            if (name is null) return null;
            found = found.Length == 0 ? name : $"{found}/{name}";
        }

        return found;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Files(string folder) => Find(folder) is string found && _view.HasFolder(PathOf(found))
        ? _view.List(PathOf(found)).Where(name => IsSeen(name) && _view.HasFile(PathOf($"{found}/{name}"))).Select(name => $"{found}/{name}")
        : [];

    /// <inheritdoc/>
    public override NamedSource Open(string path)
    {
        var source = FileSource.Open(disk, PathOf(path));
        _open.Add(source);
        return new(path, source);
    }

    /// <inheritdoc/>
    /// <exception cref="ComposerException">There is no such folder, or an addon is malformed.</exception>
    public override Companions CompanionsOf(string uki) => _view.HasFolder(root)
        ? base.CompanionsOf(uki)
        : throw new ComposerException(NoEsp, "is no folder: got nothing to read an ESP from", new SourceLocation(root));

    public void Dispose() => _open.ForEach(file => file.Dispose());

    private string PathOf(string path) => Path.Combine(root, path);
}
