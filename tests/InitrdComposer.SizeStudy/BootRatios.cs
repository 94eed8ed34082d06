using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>What an image's boots took: medians, which are only worth something against each other.</summary>
internal static class BootRatios
{
    /// <summary>Processor seconds of the emulator: other work of the machine is not in them.</summary>
    public static double ProcessorOf(StudiedImage image) => Median(image.Boot!.Runs.Select(run => run.Processor));

    /// <summary>Seconds of the wall.</summary>
    public static double WallOf(StudiedImage image) => Median(image.Boot!.Runs.Select(run => run.Wall));

    /// <summary>Seconds by the guest's clock until its kernel starts /init.</summary>
    public static double UnpackingOf(StudiedImage image) => Median(image.Boot!.Runs.Select(run => run.Unpacking));
}
