using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Cli.Verbs.Images;

/// <summary>`ls`: the files of an image.</summary>
internal static class LsVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> image = ImageArguments.Image();
        Argument<string[]> patterns = new("GLOB") { Description = "Only these, and what is below folders among them: \"*\" ends at a slash, \"**\" is any folders.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> names = new("--names") { Description = "Paths alone." };
        Option<int> profile = ImageArguments.Profile();
        var verb = new Verb(
            "ls", "List the files of an image as the machine finds them: archives unpacked one over the other, a root that is squashed inside in its place.",
            "initrd-composer ls /boot/initrd.img",
            "initrd-composer ls my.efi 'usr/lib/modules/**/*.ko*'",
            "initrd-composer ls --json image.raw usr/lib/firmware")
        {
            image,
            patterns,
            names,
            profile,
        };
        verb.SetAction(parsed =>
        {
            OpenedImage opened = ImageArguments.Open(parsed, image, profile);
            IReadOnlyList<RootNode> chosen = ImageSelection.Of(opened, parsed.GetValue(patterns) ?? []);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                Console.WriteLine(JsonText.Write(json =>
                {
                    json.WriteStartObject();
                    FilesJson.Write(json, opened, chosen);
                    json.WriteEndObject();
                }));
            }
            else
            {
                bool isShort = parsed.GetValue(names);
                using var output = new StreamWriter(StandardStreams.OpenOutput());
                foreach (RootNode node in chosen) output.Write(isShort ? Printable.Escape(node.Path.Bytes) + "\n" : FileListing.Line(node));
            }

            return ImageArguments.Told(opened);
        });
        return verb;
    }
}
