using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Images;

namespace InitrdComposer.Cli.Verbs.Images;

/// <summary>`cat`: what files of an image hold.</summary>
internal static class CatVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> image = ImageArguments.Image();
        Argument<string[]> paths = new("PATH") { Description = "A file; links are followed inside the image.", Arity = ArgumentArity.OneOrMore };
        Option<bool> decompress = new("--decompress") { Description = "What is compressed, as kernel modules and firmware are, is unpacked." };
        Option<int> profile = ImageArguments.Profile();
        var verb = new Verb(
            "cat", "Write files of an image to standard output, one behind the other, byte by byte.",
            "initrd-composer cat /boot/initrd.img etc/initrd-release",
            "initrd-composer cat --decompress my.initrd usr/lib/modules/6.12/kernel/fs/ext4/ext4.ko.zst > ext4.ko")
        {
            image,
            paths,
            decompress,
            profile,
        };
        verb.SetAction(parsed =>
        {
            OpenedImage opened = ImageArguments.Open(parsed, image, profile);
            ImageContent[] contents = [.. parsed.GetRequiredValue(paths).Select(path => ImageSelection.FileAt(opened, path))];
            using Stream output = StandardStreams.OpenOutput();
            ImageContentsInOrder.Read(Disk.Host, opened, contents, parsed.GetValue(decompress), bytes => bytes.CopyTo(output));
            return ImageArguments.Told(opened);
        });
        return verb;
    }
}
