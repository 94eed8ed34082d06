namespace InitrdComposer.SizeStudy;

/// <summary>Who made what, and how: enough to make it again.</summary>
internal static class OriginSection
{
    public static string Of(StudyData study) =>
        $"""
        ## How they were made

        On {study.Date}, for Linux {study.Kernel}; measured with {string.Join(", ", study.Tools)}. [tests/size-study](../tests/size-study/run) has the folders that the other makers work in, and what
        Debian packages are installed there: they put in what they find.

        {string.Join('\n', study.Images.Select(image => $"- {image.Title}, {image.Maker}: `{image.Command}`"))}
        """;
}
