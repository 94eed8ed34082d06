using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>An EFI system partition as a folder. Names are found whatever their case, as FAT does; what is read stays open until it is disposed.</summary>
/// <param name="disk">Where.</param>
/// <param name="root">The partition's root.</param>
public sealed class EspFolder(Disk disk, string root) : IDisposable
{
    /// <summary>Longest file name that the stub takes.</summary>
    private const int MaxName = 255;

    private static readonly DiagnosticId NoEsp = new("FOR", 3, FailureKind.LocalIO);

    private readonly DiskView _view = new(disk);
    private readonly List<FileSource> _open = [];
    private readonly Dictionary<string, UkiImage> _images = new(StringComparer.Ordinal);

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

    /// <summary>Regular files in a folder by name, those left out that boot loader and stub do not look at; none where there is no folder.</summary>
    public IEnumerable<string> Files(string folder) => Find(folder) is string found && _view.HasFolder(PathOf(found))
        ? _view.List(PathOf(found)).Where(name => name[0] != '.' && name.Length <= MaxName && name.All(char.IsAscii) && _view.HasFile(PathOf($"{found}/{name}"))).Select(name => $"{found}/{name}")
        : [];

    /// <summary>Opens a file.</summary>
    /// <exception cref="ComposerException">Missing or unreadable.</exception>
    public NamedSource Open(string path)
    {
        var source = FileSource.Open(disk, PathOf(path));
        _open.Add(source);
        return new(path, source);
    }

    /// <summary>Opens an image, once: menus and what is started from them ask for the same.</summary>
    /// <exception cref="ComposerException">Missing, unreadable, or no image that firmware would load.</exception>
    public UkiImage OpenImage(string path)
    {
        if (!_images.TryGetValue(path, out UkiImage? image)) _images.Add(path, image = UkiImage.Open(Open(path)));
        return image;
    }

    /// <summary>What lies beside a UKI.</summary>
    /// <param name="uki">The UKI's path, with its boot counter if it has one: folders of companions are named without.</param>
    /// <exception cref="ComposerException">There is no such folder, or an addon is malformed.</exception>
    public Companions CompanionsOf(string uki)
    {
        if (!_view.HasFolder(root)) throw new ComposerException(NoEsp, "is no folder: got nothing to read an ESP from", new SourceLocation(root));
        string folder = Path.GetDirectoryName(uki) is { Length: > 0 } parent ? $"{parent}/" : "";
        string own = $"{folder}{BootCounter.Of(Path.GetFileName(uki)).Name}.extra.d";
        return new(SetOf("loader/addons", "loader/credentials", "loader/extensions"), SetOf(own, own, own));
    }

    public void Dispose() => _open.ForEach(file => file.Dispose());

    private CompanionSet SetOf(string addons, string credentials, string extensions) => new(
        [.. Sorted(addons, ".addon.efi").Select(path => Addon.Of(OpenImage(path), Path.GetFileName(path)))],
        Companions(credentials, ".cred"),
        Companions(extensions, ".raw", ".confext.raw"),
        Companions(extensions, ".confext.raw"));

    private ImmutableArray<CompanionFile> Companions(string folder, string suffix, string? except = null) =>
        [.. Sorted(folder, suffix, except).Select(path => new CompanionFile(Path.GetFileName(path), path, Open(path).Bytes))];

    /// <summary>By UTF-16 units, upper-case before lower-case, as the stub sorts.</summary>
    private IEnumerable<string> Sorted(string folder, string suffix, string? except = null) =>
        Files(folder)
            .Where(path => Has(path, suffix) && (except is null || !Has(path, except)))
            .OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal);

    private static bool Has(string path, string suffix) => path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private string PathOf(string path) => Path.Combine(root, path);
}
