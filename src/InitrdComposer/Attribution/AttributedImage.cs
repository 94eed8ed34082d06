using System.Collections.Immutable;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>An image each of whose files has a class and, where a source knows it, a package.</summary>
/// <param name="Files">In the tree's order; folders, links and device nodes among them, which cost nothing.</param>
public sealed record AttributedImage(OpenedImage Image, ImmutableArray<AttributedFile> Files)
{
    /// <summary>What the bytes are of, as far as somebody knows.</summary>
    public Coverage Coverage { get; } = CoverageOf(Files);

    /// <param name="sources">What packages have, in the order of trust: of equal matches the first counts. None: classes alone.</param>
    public static AttributedImage Of(OpenedImage image, params IReadOnlyList<KnownFiles> sources) => new(image, FileMatcher.Match(image.Tree, sources));

    /// <summary>Regular files whose bytes count: of hard links the first.</summary>
    public IEnumerable<AttributedFile> Counted => Files.Where(file => file.Node.Inode.Body is FileBody.Regular).DistinctBy(file => file.Node.Inode);

    /// <summary>Sizes by package, the largest first; files of none are left out.</summary>
    public ImmutableArray<SizeRow> ByPackage() => Sizes(Counted.Where(file => file.Package is not null), file => $"{file.Package!.Nevra}");

    /// <summary>Sizes by class, the largest first.</summary>
    /// <param name="byGroup">By the widest level alone.</param>
    public ImmutableArray<SizeRow> ByClass(bool byGroup = false) => Sizes(Counted, file => byGroup ? file.Class.Group : file.Class.Name);

    private static ImmutableArray<SizeRow> Sizes(IEnumerable<AttributedFile> files, Func<AttributedFile, string> key) =>
    [
        .. files.GroupBy(key, StringComparer.Ordinal)
            .Select(group => new SizeRow(group.Key, group.Count(), group.Sum(file => file.Length)))
            .OrderByDescending(row => row.Unpacked).ThenBy(row => row.Name, StringComparer.Ordinal),
    ];

    private static Coverage CoverageOf(ImmutableArray<AttributedFile> files)
    {
        long package = 0, known = 0, unknown = 0;
        foreach (AttributedFile file in files.Where(file => file.Node.Inode.Body is FileBody.Regular).DistinctBy(file => file.Node.Inode))
        {
            if (file.Package is not null) package += file.Length;
            else if (file.IsUnknown) unknown += file.Length;
            else known += file.Length;
        }

        return new(package, known, unknown);
    }
}
