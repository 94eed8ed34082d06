using System.Collections.Immutable;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>An image each of whose files has a class and, where a source knows it, a package.</summary>
public sealed class AttributedImage
{
    private readonly Dictionary<RootPath, AttributedFile> _byPath;

    private AttributedImage(OpenedImage image, ImmutableArray<AttributedFile> files)
    {
        (Image, Files) = (image, files);
        _byPath = files.ToDictionary(file => file.Node.Path);
        Counted = [.. files.Where(file => file.Node.Inode.Body is FileBody.Regular).DistinctBy(file => file.Node.Inode)];
        Coverage = new(
            Counted.Where(file => file.Package is not null).Sum(file => file.Length), Counted.Where(file => file.Package is null && !file.IsUnknown).Sum(file => file.Length),
            Counted.Where(file => file.IsUnknown).Sum(file => file.Length));
    }

    public OpenedImage Image { get; }

    /// <summary>In the tree's order; folders, links and device nodes among them, which cost nothing.</summary>
    public ImmutableArray<AttributedFile> Files { get; }

    /// <summary>Regular files whose bytes count: of hard links the first.</summary>
    public ImmutableArray<AttributedFile> Counted { get; }

    /// <summary>What the bytes are of, as far as somebody knows.</summary>
    public Coverage Coverage { get; }

    /// <exception cref="KeyNotFoundException">The image has no such path.</exception>
    public AttributedFile this[RootPath path] => _byPath[path];

    /// <param name="sources">What packages have, in the order of trust: of equal matches the first counts. None: classes alone.</param>
    public static AttributedImage Of(OpenedImage image, params IReadOnlyList<KnownFiles> sources) => new(image, FileMatcher.Match(image.Tree, sources));

    /// <summary>Sizes by package, the largest first; files of none are left out.</summary>
    public ImmutableArray<SizeRow> ByPackage() => Sizes(Counted.Where(file => file.Package is not null), file => $"{file.Package!.Nevra}");

    /// <summary>Sizes by class, the largest first.</summary>
    /// <param name="byGroup">By the widest level alone.</param>
    public ImmutableArray<SizeRow> ByClass(bool byGroup = false) => Sizes(Counted, file => byGroup ? file.Class.Group : file.Class.Name);

    private ImmutableArray<SizeRow> Sizes(IEnumerable<AttributedFile> files, Func<AttributedFile, string> key) =>
    [
        .. files.GroupBy(key, StringComparer.Ordinal)
            .Select(group => new SizeRow(group.Key, group.Count(), group.Sum(file => file.Length), Stored(group)))
            .OrderByDescending(row => row.Unpacked).ThenBy(row => row.Name, StringComparer.Ordinal),
    ];

    /// <summary>A file system may store once what several files have.</summary>
    private long Stored(IEnumerable<AttributedFile> files) => files.Select(file => ((FileBody.Regular)file.Node.Inode.Body).Content).OfType<ImageContent>().Where(content => content.Length > 0)
        .DistinctBy(content => (content.Part, content.Offset)).Sum(content => Image.StoredSize(content).Length);
}
