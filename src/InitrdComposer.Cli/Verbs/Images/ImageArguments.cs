using System.CommandLine;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;

namespace InitrdComposer.Cli.Verbs.Images;

/// <summary>What the verbs have in common that look into images.</summary>
internal static class ImageArguments
{
    public static Argument<string> Image() => new("IMAGE") { Description = "An initrd of any maker, a UKI or addon, a disk image, a squashfs or erofs, a tar archive, or a folder." };

    public static Option<int> Profile() => new("--profile") { Description = "Which profile of a UKI, from 0.", HelpName = "N" };

    public static OpenedImage Open(ParseResult parsed, Argument<string> image, Option<int> profile) =>
        ImageReader.Open(Disk.Host, parsed.GetRequiredValue(image), parsed.GetValue(profile));

    /// <summary>The exit code of a verb that did what it could.</summary>
    /// <exception cref="ComposerException">The image is damaged: what was read of it has been shown.</exception>
    public static int Told(OpenedImage image) => image.Damage is ComposerException damage ? throw damage : 0;
}
