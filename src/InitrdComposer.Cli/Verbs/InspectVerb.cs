using System.CommandLine;
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
    public static Command Command { get; } = Create("initrd-composer inspect out/demo.initrd", "initrd-composer inspect --json out/demo.efi", "initrd-composer inspect --html demo.html out/demo.initrd");

    /// <summary>The verb, which `uki` has too.</summary>
    public static Verb Create(params string[] examples)
    {
        Argument<string> file = new("FILE") { Description = "An rpm package, an initrd or cpio archive, a UKI or other PE image, a disk image, a squashfs or erofs, a tar archive, a folder; of other files the kind is named." };
        Option<string?> page = PageFile.Option();
        var attribution = AttributionArguments.Create();
        var verb = new Verb("inspect", "Print what a file is, what it is made of, and what is in it.", examples)
        {
            file,
            page,
            attribution.Repositories,
            attribution.Locks,
        };
        verb.Validators.Add(result =>
        {
            bool hasSources = result.GetResult(attribution.Repositories) is not null || result.GetResult(attribution.Locks) is not null;
            if (hasSources && result.GetResult(page) is null) result.AddError("--repo and --lock say whose the files on the page are: they go with --html");
        });
        verb.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(page) is string path)
            {
                using var run = new Run(parsed);
                OpenedImage image = ImageReader.Open(Disk.Host, parsed.GetRequiredValue(file));
                PageFile.Write(path, ImageComparer.OfOne(await attribution.ReadAsync(parsed, run, image, cancellation)));
            }

            Inspection inspection = Inspection.Of(Disk.Host, parsed.GetRequiredValue(file));
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => InspectionJson.Write(json, inspection)) + "\n" : InspectionText.Of(inspection));
            return inspection.Damage is ComposerException damage ? throw damage : 0;
        });
        return verb;
    }
}
