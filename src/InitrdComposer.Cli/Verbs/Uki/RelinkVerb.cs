using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki relink`: change what a UKI holds, and nothing else.</summary>
internal static class RelinkVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "A UKI or an addon." };
        var sections = new SectionOptions();
        Option<string?> signature = new("--pcrsig") { Description = "Signed PCR policies of the image's own sections, JSON.", HelpName = "TEXT|@FILE" };
        Option<string[]> dropped = new("--drop-section") { Description = "A section that goes; may be repeated.", HelpName = "NAME" };
        Option<string[]> added = new("--add-profile") { Description = "A further profile, which uki link --profile or ukify made; may be repeated.", HelpName = "FILE" };
        Option<int[]> droppedProfiles = new("--drop-profile") { Description = "The number of a profile that goes, from 0; may be repeated.", HelpName = "N" };
        Option<string> output = new("--output", "-o") { Description = "Where the changed image goes.", HelpName = "FILE", Required = true };
        var verb = new Verb(
            "relink", "Change sections of a UKI or an addon and keep all others byte for byte; signatures that no longer hold are left out.",
            "initrd-composer uki relink my.efi --initrd other.initrd -o other.efi")
        {
            file,
        };
        foreach (Option option in sections.All) verb.Add(option);
        foreach (Option option in (Option[])[signature, dropped, added, droppedProfiles, output]) verb.Add(option);
        verb.SetAction(parsed =>
        {
            using var files = new OpenFiles();
            var image = UkiImage.Open(files.Named(parsed.GetRequiredValue(file)));
            var changes = new RelinkChanges(sections.Read(parsed, files) with { PcrSignature = files.TextOrFile(parsed.GetValue(signature)) })
            {
                DroppedSections = [.. parsed.GetValue(dropped) ?? []],
                DroppedProfiles = [.. parsed.GetValue(droppedProfiles) ?? []],
                AddedProfiles = [.. (parsed.GetValue(added) ?? []).Select(path => UkiProfile.Read(files.Named(path)))],
            };
            LinkedUki? linked = null;
            AtomicFile.Write(Disk.Host, parsed.GetRequiredValue(output), stream => linked = UkiRelinker.Relink(image, changes, stream));
            LinkReport.Print(parsed, parsed.GetRequiredValue(output), linked!);
            return 0;
        });
        return verb;
    }
}
