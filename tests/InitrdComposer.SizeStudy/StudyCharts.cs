using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>The charts of the page, by the names of their files.</summary>
public static class StudyCharts
{
    private const string Rest = "everything else";

    public static IEnumerable<(string Name, string Svg)> Of(StudyData study)
    {
        StudiedImage[] made = [.. study.Made];
        yield return ("stored.svg", Stacked("Stored, by class (MB, zstd 3)", made, image => image.Sizes!.Classes, row => row.Stored, image => image.Sizes!.Stored));
        yield return ("unpacked.svg", Stacked("Unpacked in memory, by class (MB)", made, image => image.Sizes!.Classes, row => row.Unpacked, image => image.Sizes!.Unpacked));
        yield return ("modules.svg", Modules(made));
        StudiedImage[] booted = [.. made.Where(image => image.Boot is { Failure: null })];
        if (booted.Length == 0) yield break;
        double first = BootRatios.ProcessorOf(booted[0]);
        yield return ("boot.svg", new BarChart($"Work until switch-root, {booted[0].Title} = 1", ["processor time"], value => Invariant($"{value:0.00}"))
            .Draw([.. booted.Select(image => new Bar(image.Title, Ratio(BootRatios.ProcessorOf(image), first), [BootRatios.ProcessorOf(image) / first]))]));
    }

    private static string Modules(StudiedImage[] made)
    {
        string[] parts = Parts(made, image => image.Sizes!.ModuleFolders, row => row.Files);
        return new BarChart("Kernel modules, by folder of the kernel's sources", parts, value => Count((long)value))
            .Draw([.. made.Select(image => BarOf(image, parts, image.Sizes!.ModuleFolders, row => row.Files, image.Sizes.Class("kernel modules").Files, Count))]);
    }

    private static string Stacked(string title, StudiedImage[] made, Func<StudiedImage, IReadOnlyList<ClassSize>> rows, Func<ClassSize, long> size, Func<StudiedImage, long> whole)
    {
        string[] parts = Parts(made, rows, size);
        return new BarChart(title, parts, value => Megabytes((long)value)).Draw([.. made.Select(image => BarOf(image, parts, rows(image), size, whole(image), Megabytes))]);
    }

    /// <summary>What the bars are stacked of: the largest of any image, and the rest.</summary>
    private static string[] Parts(StudiedImage[] made, Func<StudiedImage, IReadOnlyList<ClassSize>> rows, Func<ClassSize, long> size) =>
    [
        .. made.SelectMany(rows).GroupBy(row => row.Name).OrderByDescending(group => group.Sum(size)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Take(BarChart.MaxParts - 1).Select(group => group.Key),
        Rest,
    ];

    private static Bar BarOf(StudiedImage image, string[] parts, IReadOnlyList<ClassSize> rows, Func<ClassSize, long> size, long whole, Func<long, string> figure)
    {
        double[] values = [.. parts[..^1].Select(part => (double)rows.Where(row => row.Name == part).Sum(size))];
        return new(image.Title, figure(whole), [.. values, Math.Max(whole - values.Sum(), 0)]);
    }
}
