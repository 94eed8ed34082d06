using System.CommandLine;
using InitrdComposer.Cli.Page;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`--html FILE`: what is known of images as a page, beside what is printed.</summary>
internal static class PageFile
{
    public static Option<string?> Option() => new("--html")
    {
        Description = "Write all of it as one page too, which a browser opens from anywhere: pictures, tables, search.",
        HelpName = "FILE",
    };

    /// <summary>Writes the page whole, if one is asked for.</summary>
    /// <exception cref="ComposerException">The file cannot be written.</exception>
    public static void Write(string? path, ImageComparison comparison)
    {
        if (path is null) return;
        AtomicFile.Write(Disk.Host, path, stream => HtmlPage.Write(stream, json => ComparisonJson.Write(json, comparison)));
    }
}
