using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Questions;

namespace InitrdComposer.Cli.Verbs;

/// <summary>`inspect`: what is this file, and what is in it?</summary>
internal static class InspectVerb
{
    public static Command Command { get; } = Create("initrd-composer inspect out/demo.initrd", "initrd-composer inspect --json out/demo.efi");

    /// <summary>The verb, which `uki` has too.</summary>
    public static Verb Create(params string[] examples)
    {
        Argument<string> file = new("FILE") { Description = "An rpm package, an initrd or cpio archive, a UKI or other PE image, a disk image, a squashfs or erofs, a tar archive, a folder; of other files the kind is named." };
        var verb = new Verb("inspect", "Print what a file is, what it is made of, and what is in it.", examples)
        {
            file,
        };
        verb.SetAction(parsed =>
        {
            Inspection inspection = Inspection.Of(Disk.Host, parsed.GetRequiredValue(file));
            Console.Out.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => InspectionJson.Write(json, inspection)) + "\n" : InspectionText.Of(inspection));
            return inspection.Damage is ComposerException damage ? throw damage : 0;
        });
        return verb;
    }
}
