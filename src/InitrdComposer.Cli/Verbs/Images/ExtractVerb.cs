using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Verbs.Images;

/// <summary>`extract`: files of an image into a folder.</summary>
internal static class ExtractVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> image = ImageArguments.Image();
        Argument<string> folder = new("FOLDER") { Description = "Made if it is missing; nothing is written outside of it." };
        Argument<string[]> patterns = new("GLOB") { Description = "Only these, and what is below folders among them.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> force = new("--force") { Description = "The folder may hold files already; those of the same names are replaced." };
        Option<bool> setuid = new("--keep-setuid") { Description = "Set setuid, setgid and sticky bits too." };
        Option<int> profile = ImageArguments.Profile();
        var verb = new Verb(
            "extract", "Write files of an image into a folder, without root: permissions are kept, owners and times are not; devices are listed and not made, hard links become files.",
            "initrd-composer extract /boot/initrd.img unpacked",
            "initrd-composer extract my.efi etc-only etc usr/lib/systemd/system")
        {
            image,
            folder,
            patterns,
            force,
            setuid,
            profile,
        };
        verb.SetAction(parsed =>
        {
            OpenedImage opened = ImageArguments.Open(parsed, image, profile);
            IReadOnlyList<RootNode> chosen = ImageSelection.Of(opened, parsed.GetValue(patterns) ?? []);
            ExtractedFiles extracted = ImageExtractor.Extract(Disk.Host, opened, chosen, parsed.GetRequiredValue(folder), parsed.GetValue(force), parsed.GetValue(setuid));
            if (parsed.GetValue(GlobalOptions.Json)) Console.WriteLine(Json(extracted));
            else Console.Write(Text(extracted));
            return ImageArguments.Told(opened);
        });
        return verb;
    }

    private static string Text(ExtractedFiles extracted) =>
        $"{Sizes.Counted(extracted.Files, "file")}, {Sizes.Counted(extracted.Folders, "folder")}, {Sizes.Counted(extracted.Links, "link")}: {Sizes.Text(extracted.Bytes)}\n"
        + string.Concat(extracted.Skipped.Select(skipped => $"skipped {skipped.Path}: {skipped.Reason}\n"));

    private static string Json(ExtractedFiles extracted) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("folder", extracted.Folder);
        json.WriteNumber("files", extracted.Files);
        json.WriteNumber("folders", extracted.Folders);
        json.WriteNumber("links", extracted.Links);
        json.WriteNumber("bytes", extracted.Bytes);
        json.WriteStartArray("skipped");
        foreach (SkippedFile skipped in extracted.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("path", skipped.Path.ToString());
            json.WriteString("reason", skipped.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
