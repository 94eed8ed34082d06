using System.CommandLine;
using InitrdComposer.Attribution;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Questions;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`inspect`: what is this file, and what is in it?</summary>
internal static class InspectVerb
{
    public static Command Command { get; } = Create("initrd-composer inspect out/demo.initrd", "initrd-composer inspect --json out/demo.efi", "initrd-composer inspect --sizes /boot/initrd.img-6.12.0 --repo https://repo.example.org/releases/1/x86_64/", "initrd-composer inspect --html demo.html out/demo.initrd");

    /// <summary>The verb, which `uki` has too.</summary>
    public static Verb Create(params string[] examples)
    {
        Argument<string> file = new("FILE") { Description = "An rpm package, an initrd or cpio archive, a UKI or other PE image, a disk image, a squashfs or erofs, a tar archive, a folder; of other files the kind is named." };
        Option<bool> sizes = new("--sizes") { Description = "Say what the bytes of an image are of, in place of its files: classes of files, and packages as far as they are known." };
        Option<bool> all = new("--all") { Description = "With --sizes: every package and part of a class, not only the largest." };
        Option<string?> page = PageFile.Option();
        var attribution = AttributionArguments.Create();
        var verb = new Verb("inspect", "Print what a file is, what it is made of, and what is in it.", examples)
        {
            file,
            sizes,
            all,
            page,
            attribution.Repositories,
            attribution.Locks,
        };
        verb.Validators.Add(result =>
        {
            bool hasSources = result.GetResult(attribution.Repositories) is not null || result.GetResult(attribution.Locks) is not null;
            if (hasSources && result.GetResult(page) is null && !result.GetValue(sizes)) result.AddError("--repo and --lock say whose files are: they go with --sizes or --html");
            if (result.GetValue(all) && !result.GetValue(sizes)) result.AddError("--all goes with --sizes");
        });
        verb.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(sizes) || parsed.GetValue(page) is not null)
            {
                using var run = new Run(parsed);
                OpenedImage image = ImageReader.Open(Disk.Host, parsed.GetRequiredValue(file));
                var attributed = AttributedImage.Of(image, await attribution.ReadAsync(parsed, run, image, cancellation));
                if (parsed.GetValue(page) is string path) PageFile.Write(path, ImageComparer.OfOne(attributed));
                if (parsed.GetValue(sizes))
                {
                    Console.Out.Write(run.IsJson ? JsonText.Write(json => AttributionJson.Write(json, attributed)) + "\n" : AttributionText.Of(attributed, parsed.GetValue(all)));
                    return image.Damage is ComposerException damaged ? throw damaged : 0;
                }
            }

            Inspection inspection = Inspection.Of(Disk.Host, parsed.GetRequiredValue(file));
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => InspectionJson.Write(json, inspection)) + "\n" : InspectionText.Of(inspection));
            return inspection.Damage is ComposerException damage ? throw damage : 0;
        });
        return verb;
    }
}
