using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>Which packages the images are made of, as far as the distribution's repository knows whose a file is.</summary>
internal static class PackageSection
{
    private const int Rows = 12;

    public static string Of(StudyData study)
    {
        StudiedImage[] made = [.. study.Made];
        string[] names =
        [
            .. made.SelectMany(image => image.Sizes!.Packages).GroupBy(row => row.Name).OrderByDescending(group => group.Max(row => row.Stored)).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(Rows).Select(group => group.Key),
        ];
        return
            $"""
            ## By package

            MB as stored, of the packages of the repository that ours are composed from, [found by content and path](reference/attribution.md); a stroke: none of it, or not among the {Count(MeasuredImage.Longest)}
            packages that take most of the image.

            {MarkdownTable.Of(
                ["package", .. made.Select(image => image.Title)],
                names.Select(name => (IReadOnlyList<string>)[name, .. made.Select(image => Cell(image.Sizes!, name))]))}
            """;
    }

    private static string Cell(ImageSizes sizes, string name) => sizes.Packages.FirstOrDefault(row => row.Name == name) is ClassSize size ? Tenths(size.Stored) : "–";
}
