using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Esp;

/// <summary>The same bytes in several places of an ESP: FAT has no links.</summary>
/// <param name="Paths">On the ESP.</param>
/// <param name="Taken">By all of them, in bytes, whole clusters.</param>
/// <param name="Saved">Of these, if they lay once in the folder for all UKIs.</param>
/// <param name="Folder">That folder; null: they cannot lie there, or one lies there already.</param>
/// <param name="Obstacle">Why they cannot.</param>
public sealed record EqualFiles(ImmutableArray<string> Paths, long Taken, long Saved, string? Folder, string? Obstacle)
{
    internal static ImmutableArray<EqualFiles> AllOf(ImmutableArray<PlannedFile> files, IReadOnlyList<GivenUki> ukis, int clusterSize) =>
    [
        .. from file in files
           where file.Given.Content.Length > 0
           group file by file.Given.Digest into same
           where same.Count() > 1
           select Of([.. same], ukis, clusterSize),
    ];

    private static EqualFiles Of(PlannedFile[] same, IReadOnlyList<GivenUki> ukis, int clusterSize)
    {
        GivenFile given = same[0].Given;
        long one = Alignment.Up(given.Content.Length, clusterSize);
        GivenUki[] ignoring = [.. ukis.Where(uki => !uki.TakesGlobal(given.Kind))];
        int kept = 1 + ignoring.Select(uki => uki.Path).Distinct().Count();
        string? obstacle = ObstacleOf(same, ukis) ?? (kept < same.Length ? null : $"stub {ignoring[0].StubVersion ?? "of unknown version"} ignores {given.Kind.Folder}, as all before 258");
        return new([.. same.Select(file => file.Path)], one * same.Length, obstacle is null ? one * (same.Length - kept) : 0, obstacle is null ? given.Kind.Folder : null, obstacle);
    }

    private static string? ObstacleOf(PlannedFile[] same, IReadOnlyList<GivenUki> ukis)
    {
        GivenFile given = same[0].Given;
        if (given.Kind == EspFileKind.Uki) return "UKIs have no common folder";
        if (!given.Kernels.IsEmpty) return $"for kernel {string.Join(", ", given.Kernels)} alone";
        if (same.Any(file => file.Given.Name != given.Name)) return "of different names";
        return same.All(file => file.Uki is not null) && ukis.Any(uki => same.All(file => file.Uki != uki.Path)) ? "not beside every UKI" : null;
    }
}
