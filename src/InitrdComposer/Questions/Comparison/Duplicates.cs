using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Contents that an image stores more than once.</summary>
internal static class Duplicates
{
    /// <summary>The most wasteful first.</summary>
    public static ImmutableArray<DuplicateContent> Of(ImageListing a, ImageListing? b)
    {
        (Dictionary<Digest, Copies> inA, Dictionary<Digest, Copies> inB) = ParallelWork.Both(a, b, In);
        return
        [
            .. inA.Keys.Union(inB.Keys)
                .Select(content => new DuplicateContent(content, (inA.GetValueOrDefault(content) ?? inB[content]).Size, PathsOf(inA, content), PathsOf(inB, content)))
                .OrderByDescending(duplicate => Math.Max(duplicate.WastedInA, duplicate.WastedInB)).ThenBy(duplicate => duplicate.Content.Hex, StringComparer.Ordinal),
        ];
    }

    /// <summary>File systems such as squashfs store equal files once: what is at one place is there once, whatever inodes it has.</summary>
    private static Dictionary<Digest, Copies> In(ImageListing? listing)
    {
        Dictionary<Digest, Copies> found = [];
        HashSet<(int Part, long Offset)> places = [];
        foreach (ListedFile file in listing?.Files ?? [])
        {
            if (file is not { Side.HardLink: null, Node.Inode.Body: FileBody.Regular { Content: ImageContent { Length: > 0 } content } }) continue;
            if (!places.Add((content.Part, content.Offset))) continue;
            if (!found.TryGetValue(content.Digest, out Copies? copies)) found.Add(content.Digest, copies = new(content.Length, []));
            copies.Paths.Add(file.Side.Path);
        }

        foreach ((Digest content, Copies copies) in found)
        {
            if (copies.Paths.Count == 1) found.Remove(content);
        }

        return found;
    }

    private static ImmutableArray<RootPath> PathsOf(Dictionary<Digest, Copies> duplicates, Digest content) => [.. duplicates.GetValueOrDefault(content)?.Paths ?? []];

    /// <param name="Size">Of each, in bytes.</param>
    private sealed record Copies(long Size, List<RootPath> Paths);
}
