using System.Collections.Immutable;
using InitrdComposer.Classes;
using InitrdComposer.Cpio;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>What an initrd takes, as budgets and later builds compare it.</summary>
/// <param name="Image">Its name.</param>
/// <param name="Stored">Bytes of its file.</param>
/// <param name="Unpacked">Bytes of its regular files, hard links once.</param>
/// <param name="Modules">How many kernel modules are in it.</param>
/// <param name="Classes">By whole name ("kernel modules/fs"), the largest first.</param>
/// <param name="Packages">By name without version, the largest first; files that no package brought are in none.</param>
public sealed record ImageFootprint(string Image, long Stored, long Unpacked, int Modules, ImmutableArray<SizeShare> Classes, ImmutableArray<SizeShare> Packages)
{
    /// <param name="image">Its name.</param>
    /// <param name="segments">The archives of which it is a row.</param>
    /// <param name="written">Where they stand in it, in the same order.</param>
    /// <param name="modules">How many kernel modules are in it.</param>
    public static ImageFootprint Of(string image, ImmutableArray<Segment> segments, ImmutableArray<WrittenSegment> written, int modules)
    {
        (RootNode Node, long Bytes, double Stored)[] files =
        [
            .. from pair in segments.Zip(written)
               let ratio = pair.Second.UnpackedSize == 0 ? 0 : (double)pair.Second.Size / pair.Second.UnpackedSize
               from entry in pair.First.Layout.Entries
               where entry.Node.Inode.Body is FileBody.Regular && (entry.Length > 0 || entry.FirstLink == entry.Node.Path)
               select (entry.Node, entry.Length, entry.Length * ratio),
        ];
        return new(
            image, written.IsEmpty ? 0 : written[^1].Offset + written[^1].Size, files.Sum(file => file.Bytes), modules,
            Shares(files.GroupBy(file => FileClass.Of(file.Node).Name, StringComparer.Ordinal)),
            Shares(files.Where(file => file.Node.Origin is Origin.Package).GroupBy(file => ((Origin.Package)file.Node.Origin).Nevra.Name, StringComparer.Ordinal)));
    }

    private static ImmutableArray<SizeShare> Shares(IEnumerable<IGrouping<string, (RootNode Node, long Bytes, double Stored)>> groups) =>
    [
        .. groups.Select(group => new SizeShare(group.Key, group.Count(), group.Sum(file => file.Bytes), (long)Math.Round(group.Sum(file => file.Stored))))
            .OrderByDescending(share => share.Unpacked).ThenBy(share => share.Name, StringComparer.Ordinal),
    ];
}

/// <summary>What some of an initrd's files take.</summary>
/// <param name="Name">Of the class or package.</param>
/// <param name="Files">Regular files.</param>
/// <param name="Unpacked">In bytes.</param>
/// <param name="Stored">Their share of the initrd's file, by the ratio of the archives that they are in.</param>
public sealed record SizeShare(string Name, int Files, long Unpacked, long Stored);
