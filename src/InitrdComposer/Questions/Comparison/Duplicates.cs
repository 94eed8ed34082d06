using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Contents that an image stores more than once.</summary>
internal static class Duplicates
{
    /// <summary>The most wasteful first.</summary>
    public static ImmutableArray<DuplicateContent> Of(ImageListing a, ImageListing? b)
    {
        Dictionary<Digest, (long Size, ImmutableArray<RootPath> Paths)> inA = In(a);
        Dictionary<Digest, (long Size, ImmutableArray<RootPath> Paths)> inB = b is null ? [] : In(b);
        return
        [
            .. inA.Keys.Union(inB.Keys)
                .Select(content => new DuplicateContent(content, (inA.TryGetValue(content, out var left) ? left : inB[content]).Size, PathsOf(inA, content), PathsOf(inB, content)))
                .OrderByDescending(duplicate => Math.Max(duplicate.WastedInA, duplicate.WastedInB)).ThenBy(duplicate => duplicate.Content.Hex, StringComparer.Ordinal),
        ];
    }

    /// <summary>File systems such as squashfs store equal files once: what is at one place is there once, whatever inodes it has.</summary>
    private static Dictionary<Digest, (long Size, ImmutableArray<RootPath> Paths)> In(ImageListing listing) =>
        listing.Files
            .Select(file => (file.Side, Content: (file.Node.Inode.Body as FileBody.Regular)?.Content as ImageContent))
            .Where(file => file is { Side.HardLink: null, Content.Length: > 0 })
            .GroupBy(file => file.Content!.Digest)
            .Select(group => (group.Key, Size: group.First().Content!.Length, Paths: group.DistinctBy(file => (file.Content!.Part, file.Content.Offset)).Select(file => file.Side.Path).ToImmutableArray()))
            .Where(group => group.Paths.Length > 1)
            .ToDictionary(group => group.Key, group => (group.Size, group.Paths));

    private static ImmutableArray<RootPath> PathsOf(Dictionary<Digest, (long Size, ImmutableArray<RootPath> Paths)> duplicates, Digest content) =>
        duplicates.TryGetValue(content, out (long Size, ImmutableArray<RootPath> Paths) found) ? found.Paths : [];
}
