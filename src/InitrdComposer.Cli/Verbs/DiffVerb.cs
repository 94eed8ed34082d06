using System.CommandLine;
using InitrdComposer.Attribution;
using InitrdComposer.Cli.Page;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Cli.Terminal.Diff;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;
using InitrdComposer.Manifest;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`diff`: what does one image have that another has not, and what does it cost?</summary>
internal static class DiffVerb
{
    private const int Different = 1;

    private static readonly DiagnosticId NoImage = new("DIF", 1, FailureKind.Usage);

    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> first = new("A") { Description = "An image of any maker (what `inspect` reads), or the output folder of `build`." };
        Argument<string> second = new("B") { Description = "The other one." };
        Option<string?> image = new("--image") { Description = "Of an output folder that has several, this image.", HelpName = "NAME" };
        Option<bool> all = new("--all") { Description = "Every package, not only those that differ most." };
        Option<bool> files = new("--files") { Description = "Every file, module, feature and duplicate, with its whole path." };
        Option<bool> exitCode = new("--exit-code") { Description = "Exit with 1 when the images unpack to something else." };
        Option<string?> page = PageFile.Option();
        var attribution = AttributionArguments.Create();
        var verb = new Verb(
            "diff", "Say what differs between two images: sizes by class and package, unpacked and as they are stored, files, kernel modules, firmware, features, and what is stored twice.",
            "initrd-composer diff out /boot/initrd.img-6.12.0",
            "initrd-composer diff --exit-code old.efi new.efi",
            "initrd-composer diff --html diff.html out /boot/initrd.img-6.12.0 --repo https://repo.example.org/releases/1/x86_64/",
            "initrd-composer diff --json a.initrd b.initrd > diff.json")
        {
            first,
            second,
            image,
            all,
            files,
            exitCode,
            page,
            attribution.Repositories,
            attribution.Locks,
        };
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var run = new Run(parsed);
            (OpenedImage a, OpenedImage b) = ImageComparer.Open(Disk.Host, FileOf(parsed.GetRequiredValue(first), parsed.GetValue(image)), FileOf(parsed.GetRequiredValue(second), parsed.GetValue(image)));
            (AttributedImage attributedA, AttributedImage attributedB) = ParallelWork.Both(
                (Image: a, Known: await attribution.ReadAsync(parsed, run, a, cancellation)), (Image: b, Known: await attribution.ReadAsync(parsed, run, b, cancellation)),
                side => AttributedImage.Of(side.Image, side.Known));
            ImageComparison comparison = ImageComparer.Compare(Disk.Host, attributedA, attributedB);
            PageFile.Write(parsed.GetValue(page), comparison);
            Console.Out.Write(
                run.IsJson ? JsonText.Write(json => ComparisonJson.Write(json, comparison)) + "\n" : DiffText.Of(comparison, parsed.GetValue(all), parsed.GetValue(files)));
            if ((a.Damage ?? b.Damage) is ComposerException damage) throw damage;
            return parsed.GetValue(exitCode) && comparison.IsDifferent ? Different : 0;
        });
        return verb;
    }

    /// <summary>The image that is meant.</summary>
    private static string FileOf(string path, string? image)
    {
        if (!new DiskView(Disk.Host).HasFile(Path.Combine(path, ImageManifest.FileName))) return path;
        return OutputImage.Choose(Disk.Host, path, image, Missing).InitrdIn(Disk.Host, path, Missing);

        ComposerException Missing(string message) => new(NoImage, $"{message}, expected the output folder of a build, or an image", new SourceLocation(path));
    }
}
