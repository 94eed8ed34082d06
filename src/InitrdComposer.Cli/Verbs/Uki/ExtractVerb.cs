using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki extract`: sections of a UKI as files.</summary>
internal static class ExtractVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> file = new("FILE") { Description = "A UKI, an addon or any other PE image." };
        Option<string[]> sections = new("--section") { Description = "Which section; may be repeated (default: all but the stub's own).", HelpName = "NAME" };
        Option<int?> profile = new("--profile") { Description = "What the stub sees of this profile, from 0 (default: all, each profile's own in a folder).", HelpName = "N" };
        Option<string> output = new("--output", "-o") { Description = "A folder; of one --section the file, unless it is a folder or ends with /.", HelpName = "FILE|DIR", Required = true };
        var verb = new Verb(
            "extract", "Write sections of a UKI to files.",
            "initrd-composer uki extract my.efi -o parts/",
            "initrd-composer uki extract my.efi --section .initrd -o initrd")
        {
            file,
            sections,
            profile,
            output,
        };
        verb.SetAction(parsed =>
        {
            using var source = FileSource.Open(Disk.Host, parsed.GetRequiredValue(file));
            ImmutableArray<string> names = [.. parsed.GetValue(sections) ?? []];
            ImmutableArray<(string File, UkiPart Part)> chosen = UkiExtractor.Choose(UkiImage.Open(new(source.Path, source)), names, parsed.GetValue(profile));
            string target = parsed.GetRequiredValue(output);
            bool isFile = names.Length == 1 && chosen.Length == 1 && !target.EndsWith('/') && !new DiskView(Disk.Host).HasFolder(target);
            var written = chosen.Select(choice => (Path: isFile ? target : Path.Combine(target, choice.File), choice.Part)).ToArray();
            foreach ((string path, UkiPart part) in written) Write(path, part.Content);
            Report(parsed, written);
            return 0;
        });
        return verb;
    }

    private static void Write(string path, PositionalSource content) => AtomicFile.Write(Disk.Host, path, stream =>
    {
        using Stream bytes = content.OpenStream();
        bytes.CopyTo(stream);
    });

    private static void Report(ParseResult parsed, (string Path, UkiPart Part)[] written)
    {
        if (!parsed.GetValue(GlobalOptions.Json))
        {
            foreach ((string path, UkiPart part) in written) Console.WriteLine($"{part.Name,-10}{part.Content.Length,12}  {path}");
            return;
        }

        Console.WriteLine(JsonText.Write(json =>
        {
            json.WriteStartArray();
            foreach ((string path, UkiPart part) in written)
            {
                json.WriteStartObject();
                json.WriteString("section", part.Name);
                json.WriteNumber("size", part.Content.Length);
                json.WriteString("file", path);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
