using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>What the images are made of, side by side.</summary>
internal static class ClassSection
{
    private const int Rows = 14;

    public static string Of(StudyData study)
    {
        StudiedImage[] made = [.. study.Made];
        string[] names =
        [
            .. made.SelectMany(image => image.Sizes!.Classes).GroupBy(row => row.Name).OrderByDescending(group => group.Max(row => row.Stored)).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(Rows).Select(group => group.Key),
        ];
        return
            $"""
            ## What they are made of

            MB as stored, and unpacked behind the stroke; the classes are those of [file-classes.md](reference/file-classes.md). What a file takes is the share that zstd's blocks give it.

            {MarkdownTable.Of(
                ["class", .. made.Select(image => image.Title)],
                [
                    .. names.Select(name => (IReadOnlyList<string>)[name, .. made.Select(image => Cell(image.Sizes!.Class(name)))]),
                    ["everything else", .. made.Select(image => Cell(Rest(image.Sizes!, names)))],
                    ["headers and names", .. made.Select(image => Tenths(image.Sizes!.Stored - image.Sizes.Classes.Sum(row => row.Stored)))],
                ])}

            ![The same unpacked](size-study/unpacked.svg)

            ![Kernel modules by folder](size-study/modules.svg)
            """;
    }

    private static ClassSize Rest(ImageSizes sizes, string[] names)
    {
        ClassSize[] rows = [.. sizes.Classes.Where(row => !names.Contains(row.Name))];
        return new("", rows.Sum(row => row.Files), rows.Sum(row => row.Unpacked), rows.Sum(row => row.Stored));
    }

    private static string Cell(ClassSize size) => size.Unpacked == 0 ? "–" : $"{Tenths(size.Stored)} / {Tenths(size.Unpacked)}";
}
