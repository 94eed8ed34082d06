using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>How long each takes to the root file system's init.</summary>
internal static class BootSection
{
    public static string Of(StudyData study)
    {
        StudiedImage[] tried = [.. study.Images.Where(image => image.Boot is not null)];
        if (tried.Length == 0) return "";
        StudiedImage? first = tried.FirstOrDefault(image => image.Boot!.Failure is null);
        string chart = first is null ? "" : "\n\n![Processor time until switch-root](size-study/boot.svg)";
        string of = first is null ? "the first" : first.Title;
        return
            $"""
            ## Booting

            The same machine for all: QEMU without KVM, two processors, an ext4 root on virtio-blk, `{study.CommandLine}`, medians of {Count(tried.Max(image => image.Boot!.Runs.Length), "boot")} in turn until
            the root file system's init runs. Emulation is slow, so only ratios are told: of the emulator's processor time, which other work of the machine does not disturb, of the wall's, and of
            the guest's own clock until its kernel has unpacked the initrd and starts /init.

            {MarkdownTable.Of(
                ["image", $"processor time ({of} = 1)", "wall", "until /init"],
                study.Images.Select(image => Row(image, first)))}{chart}
            """;
    }

    private static string[] Row(StudiedImage image, StudiedImage? first) => image.Boot switch
    {
        null => [image.Title, "not made", "", ""],
        { Failure: string failure } => [image.Title, $"does not boot: {failure}", "", ""],
        _ =>
        [
            image.Title, Ratio(BootRatios.ProcessorOf(image), BootRatios.ProcessorOf(first!)), Ratio(BootRatios.WallOf(image), BootRatios.WallOf(first!)),
            Ratio(BootRatios.UnpackingOf(image), BootRatios.UnpackingOf(first!)),
        ],
    };
}
