using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Questions.References;
using InitrdComposer.Questions.Unneeded;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.FileReasons;

/// <summary>An image that is asked why its files are there: one of a build, of which recipe and lock are known, or anybody's, of which only who refers to whom can be said.</summary>
public sealed class FileQuestion
{
    private readonly ImageSurvey _survey;
    private readonly ReferenceGraph _references;
    private readonly BuiltImageFiles? _built;
    private readonly Dictionary<string, ImageSize> _packages;
    private readonly Dictionary<LockedPackage, Why> _reasons = new(ReferenceEqualityComparer.Instance);

    private FileQuestion(ImageSurvey survey, BuiltImageFiles? built)
    {
        (_survey, _built) = (survey, built);
        _references = ReferenceGraph.Of(survey);
        Sizes = new(survey.Image);
        _packages = built is null ? [] : Sizes.Files.GroupBy(node => $"{built.PackageOf(node.Path)?.Nevra}").ToDictionary(group => group.Key, Sizes.Of, StringComparer.Ordinal);
    }

    public ImageSizes Sizes { get; }

    /// <summary>Whether recipe and lock are known.</summary>
    public bool IsBuilt => _built is not null;

    /// <param name="path">The image's file.</param>
    /// <param name="built">The output folder that it is in, and its name there; null: it is anybody's.</param>
    /// <exception cref="ComposerException">It is no image, or the folder is not what a build wrote.</exception>
    public static FileQuestion Of(Disk disk, string path, (string Folder, string Image)? built) =>
        new(ImageSurvey.Read(disk, path), built is var (folder, image) ? BuiltImageFiles.Read(disk, folder, image) : null);

    /// <summary>What a package of the lock is there for, and what the image would be smaller by without it.</summary>
    /// <param name="name">Name, NEVRA, or a glob over either.</param>
    /// <exception cref="ComposerException">No package is called that (WHY01).</exception>
    public ImmutableArray<(Why Package, PackageCost Cost)> Package(string name)
    {
        return [.. Why.Of(_built!.Lock, name, _built.LockPath).Select(why => (why, CostOf(why)))];
    }

    /// <summary>Whether a text that may name a package, a path or a file can only be a path.</summary>
    public static bool IsPath(string text) => text.Contains('/');

    /// <summary>Why files are there.</summary>
    /// <param name="pattern">A path, a name, or a glob over either.</param>
    /// <exception cref="ComposerException">Nothing in the image is called that (WHY02).</exception>
    public ImmutableArray<FileReason> Files(string pattern)
    {
        var found = FileSearch.Find(_survey.Tree, pattern);
        if (found is [var link, var end] && _built?.OriginOf(link.Node.Path) == _built?.OriginOf(end.Node.Path) && link.Node.Inode.Body is FileBody.SymbolicLink) found = [(end.Node, [.. link.Notes, .. end.Notes.Skip(1)])];
        if (!found.IsEmpty) return [.. found.Select(file => ReasonOf(file.Node, file.Notes))];
        bool mayBePackage = IsBuilt && !IsPath(pattern);
        string? near = Spelling.Closest(pattern, (mayBePackage ? _built!.Lock.Packages.Select(package => package.Nevra.Name) : []).Concat(FileSearch.Spellings(_survey.Tree, pattern)));
        throw new ComposerException(QuestionErrors.NotThere, $"the image has no {(mayBePackage ? "package and no file " : "")}{pattern}", new SourceLocation(_survey.Image.Path), near is null ? "a path, a file's name, or a glob over either" : $"did you mean {near}?");
    }

    /// <summary>What makes the image large.</summary>
    /// <param name="count">How many rows of each kind.</param>
    public Biggest Biggest(int count) => new(
        Sizes.Total,
        [.. Largest(Sizes.Files.Select(node => (node, Sizes.Of(node))), count, node => $"{node.Path}").Select(row => new BiggestEntry($"{row.Key.Path}", row.Size, ShortReason.Of(ReasonOf(row.Key, []))))],
        [
            .. Largest(_packages.Where(package => package.Key.Length > 0).Select(package => (package.Key, package.Value)), count, name => name)
                .Select(row => new BiggestEntry(row.Key, row.Size, ShortReason.Of(WhyOf(_built!.Lock.Packages.First(package => $"{package.Nevra}" == row.Key))))),
        ],
        [
            .. Largest(Sizes.Files.GroupBy(node => FileClass.Of(node).Group, StringComparer.Ordinal).Select(group => (Group: group, Size: Sizes.Of(group))), count, group => group.Key)
                .Select(row => new BiggestEntry(row.Key.Key, row.Size, $"the largest: {row.Key.MaxBy(node => Sizes.Of(node).Stored)!.Path}")),
        ]);

    private static IEnumerable<(T Key, ImageSize Size)> Largest<T>(IEnumerable<(T Key, ImageSize Size)> rows, int count, Func<T, string> name) =>
        rows.OrderByDescending(row => row.Size.Stored).ThenByDescending(row => row.Size.Unpacked).ThenBy(row => name(row.Key), StringComparer.Ordinal).Take(count);

    /// <summary>What nothing in the image refers to.</summary>
    public UnneededReport Unneeded() => UnneededReport.Of(_survey, _references);

    /// <summary>The package that brought a file; null: not known.</summary>
    public LockedPackage? PackageOf(RootPath path) => _built?.PackageOf(path);

    /// <summary>Whether a package of the lock is called so.</summary>
    public bool HasPackage(string name) => _built is not null && _built.Lock.Packages.Any(package => Fnmatch.IsMatch(name, package.Nevra.Name) || Fnmatch.IsMatch(name, $"{package.Nevra}"));

    private FileReason ReasonOf(RootNode node, ImmutableArray<string> notes)
    {
        ImmutableArray<Reference> referred = _references.To(node.Path);
        Why? package = null;
        if (_built?.PackageOf(node.Path) is LockedPackage locked) package = WhyOf(locked);
        string? module = _built?.ModuleAt(node.Path) ?? referred.Where(reference => reference.Kind == ReferenceKind.Firmware).Select(reference => _built?.ModuleAt(reference.From!.Value)).FirstOrDefault(name => name is not null);
        return new(
            node.Path, node.Inode.Body switch { FileBody.Directory => "folder", FileBody.SymbolicLink => "link", FileBody.Regular => "file", _ => "device" },
            notes, FileClass.Of(node), _built?.OriginOf(node.Path), _built?.PlaceOf(_built.OriginOf(node.Path)), package, module is null ? [] : _built!.ChainTo(module), referred,
            node.Inode.Body is FileBody.Directory ? Sizes.Of(_survey.Tree.Below(node.Path)) : Sizes.Of(node), package is null ? null : CostOf(package));
    }

    private Why WhyOf(LockedPackage package)
    {
        if (!_reasons.TryGetValue(package, out Why? why)) _reasons[package] = why = Why.Of(_built!.Lock, package);
        return why;
    }

    private PackageCost CostOf(Why package) => new(SizeOf(package.Package), [.. package.Leaving.Select(leaving => (leaving, SizeOf(leaving)))]);

    private ImageSize SizeOf(LockedPackage package) => _packages.GetValueOrDefault($"{package.Nevra}");
}
