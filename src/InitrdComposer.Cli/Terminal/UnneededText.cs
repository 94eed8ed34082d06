using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Questions.FileReasons;
using InitrdComposer.Questions.Unneeded;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `why --unneeded` prints for people.</summary>
internal static class UnneededText
{
    private const int MaxNamed = 3;

    private const string Limits =
        """
        A candidate is no proof. Every unit counts, started or not. Not seen: names that programs put
        together of parts, but for those of fsck, mount, mkfs and NSS; what people type in an emergency
        shell. `prove` says whether an image without them has what it takes; finalize.remove-with-libraries
        leaves files out with the libraries that only they need.

        """;

    /// <param name="count">How many of them, the largest.</param>
    public static string Of(UnneededReport report, FileQuestion image, int count)
    {
        var text = new StringBuilder();
        ImageSize total = image.Sizes.Total;
        if (report.Files.IsEmpty) text.Append("something that is needed refers to every file\n");
        else text.Append(null, $"{Sizes.Counted(report.Files.Length, "file")} that nothing needed refers to: {WhyFileText.SizeOf(new(report.Files.Length, report.Length, report.Stored), total)}\n\n{"unpacked",10}{"stored",10}   file, with what leaves with it\n");
        UnneededFile[] rows = [.. report.Files.Where(file => file.LeavesWith is null)];
        foreach (UnneededFile file in rows.Take(count))
        {
            string package = image.PackageOf(file.Path) is { } locked ? $"  ({locked.Nevra.Name})" : "";
            text.Append(null, $"{Sizes.Text(file.Saved),10}{Sizes.Text(file.SavedStored),10}   {file.Path}{package}\n");
            if (!file.With.IsEmpty) text.Append(null, $"{"",23}  with {Named(file.With)}\n");
            if (file.With.IsEmpty && !file.NeededBy.IsEmpty) text.Append(null, $"{"",23}  only candidates refer to it: {Named(file.NeededBy)}\n");
        }

        if (rows.Length > count) text.Append(null, $"{"",23}and {rows.Length - count} more: --json has all\n");
        text.Append(null, $"\nlooked at, {report.References} references in all:\n");
        foreach ((string kind, int number) in report.LookedAt) text.Append(null, $"{number,10} {kind}\n");
        return text.Append('\n').Append(Limits).ToString();
    }

    private static string Named(ImmutableArray<RootPath> paths) =>
        string.Join(", ", paths.Take(MaxNamed).Select(path => Encoding.UTF8.GetString(path.Name))) + (paths.Length > MaxNamed ? $" and {paths.Length - MaxNamed} more" : "");
}
