using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Ini;

namespace InitrdComposer.Import.Mkosi;

/// <summary>What is in a tree of mkosi's, whether it applies or not: gone through as the drop-in reader does.</summary>
/// <param name="Documents">Files of configuration.</param>
/// <param name="Others">Whatever else mkosi would look at: scripts, and more.</param>
/// <param name="ProfileNames">Profiles that it has.</param>
internal sealed record TreeFiles(ImmutableArray<(string Path, IniDocument Document)> Documents, ImmutableArray<string> Others, ImmutableArray<string> ProfileNames)
{
    private const string Prefix = "mkosi.", Conf = "mkosi.conf", ConfFolder = "mkosi.conf.d", Profiles = "mkosi.profiles", Suffix = ".conf";
    private const int MaxDepth = 16;

    /// <summary>Whether it says of itself that it makes a UKI.</summary>
    public bool WantsUki => Documents.SelectMany(document => document.Document.Sections).Where(section => section.Name == "Output")
        .SelectMany(section => section.Assignments).Any(option => option is { Name: "Format", Lines: [{ Text: "uki" }] });

    /// <param name="disk">Where it is.</param>
    /// <param name="tree">A folder, or a file.</param>
    /// <exception cref="ComposerException">It cannot be read, a file is malformed, or folders are too deep.</exception>
    public static TreeFiles Of(Disk disk, string tree)
    {
        var walk = new Walk(disk);
        walk.Enter(tree, 0);
        return new([.. walk.Documents], [.. walk.Others], [.. walk.ProfileNames.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private sealed class Walk(Disk disk)
    {
        private readonly DiskView _view = new(disk);

        public List<(string Path, IniDocument Document)> Documents { get; } = [];

        public List<string> Others { get; } = [];

        public List<string> ProfileNames { get; } = [];

        public void Enter(string path, int depth)
        {
            if (depth > MaxDepth) throw new ComposerException(ImportDiagnostics.Limit, $"got folders more than {MaxDepth} deep in one another, expected at most so many", new SourceLocation(path));
            if (!_view.HasFolder(path))
            {
                Read(path);
                return;
            }

            IReadOnlyList<string> names = _view.List(path);
            Others.AddRange(names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !MkosiFile.Read.Contains(name)).Select(name => Path.Combine(path, name)));
            if (names.Contains(Conf)) Read(Path.Combine(path, Conf));
            if (names.Contains(ConfFolder)) EnterAll(Path.Combine(path, ConfFolder), depth + 1);
            if (!names.Contains(Profiles)) return;
            ProfileNames.AddRange(_view.List(Path.Combine(path, Profiles)).Select(name => name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name));
            EnterAll(Path.Combine(path, Profiles), depth + 1);
        }

        private void EnterAll(string folder, int depth)
        {
            foreach (string name in _view.List(folder))
            {
                string path = Path.Combine(folder, name);
                if (_view.HasFolder(path) || name.EndsWith(Suffix, StringComparison.Ordinal)) Enter(path, depth + 1);
            }
        }

        private void Read(string path)
        {
            try
            {
                Documents.Add((path, IniReader.Read(FileSource.ReadAllBytes(disk, path))));
            }
            catch (MalformedDataException cause)
            {
                throw ComposerException.Malformed(ImportDiagnostics.Malformed, path, cause);
            }
        }
    }
}
