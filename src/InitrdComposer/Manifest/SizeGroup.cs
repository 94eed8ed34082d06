using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>Files of one kind, added up: what makes an image large. A hard link counts once.</summary>
/// <param name="Name">The widest level of their <see cref="FileClass"/>: "kernel modules", "shared libraries", ...</param>
/// <param name="Files">Regular files.</param>
/// <param name="Bytes">Their uncompressed sizes.</param>
public sealed record SizeGroup(string Name, int Files, long Bytes)
{
    /// <summary>All groups of a tree that hold a file, the largest first.</summary>
    public static ImmutableArray<SizeGroup> Of(RootTree tree) =>
    [
        .. tree.Where(node => node.Inode.Body is FileBody.Regular)
            .GroupBy(node => node.Inode)
            .GroupBy(names => FileClass.Of(names).Group, names => ((FileBody.Regular)names.Key.Body).Content.Length, StringComparer.Ordinal)
            .Select(group => new SizeGroup(group.Key, group.Count(), group.Sum()))
            .OrderByDescending(group => group.Bytes).ThenBy(group => group.Name, StringComparer.Ordinal),
    ];
}
