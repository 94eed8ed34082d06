using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>The table of all images, whether they were made or not.</summary>
internal static class SizeSection
{
    public static string Of(StudyData study)
    {
        ImageSizes first = study.Images[0].Sizes ?? throw new InvalidDataException($"{study.Images[0].Title} was not made: {study.Images[0].Failure}");
        return
            $"""
            ## Sizes

            Linux {study.Kernel}, {study.Date}. *Stored* is the file, compressed by zstd 3 by every maker; *by xz* is the same files as one archive through xz 6; *unpacked* is what is in memory
            when /init starts. Kernel modules that are compressed inside the archive are *packed*; *modules, plain* is what all modules of the image are when they are not.

            {MarkdownTable.Of(
                ["image", "stored", $"of {study.Images[0].Title}", "by xz", "unpacked", "files", "modules", "packed", "modules, plain", "firmware files"],
                study.Images.Select(image => Row(image, first)))}

            ![What each image stores, by class](size-study/stored.svg)
            """;
    }

    private static string[] Row(StudiedImage image, ImageSizes first) => image.Sizes is not ImageSizes sizes
        ? [image.Title, $"not made: {image.Failure}", .. Enumerable.Repeat("", 8)]
        :
        [
            image.Title, Megabytes(sizes.Stored), Ratio(sizes.Stored, first.Stored), Megabytes(sizes.Repacked), Megabytes(sizes.Unpacked), Count(sizes.Files),
            Count(sizes.Class("kernel modules").Files), Count(sizes.PackedModules.Count), Megabytes(sizes.PlainModules), Count(sizes.Class("firmware").Files),
        ];
}
