using static InitrdComposer.SizeStudy.Figures;

namespace InitrdComposer.SizeStudy;

/// <summary>What follows for somebody who makes initrds.</summary>
internal static class LessonSection
{
    public static string Of(StudyData study)
    {
        StudiedImage[] made = [.. study.Made];
        string[] lessons = [.. Drivers(made), .. Packing(made), .. Single(made), .. Encoder(made), .. Boot(made)];
        return $"## What a reader learns from it\n\n{string.Join('\n', lessons.Select(lesson => $"- {lesson}"))}";
    }

    private static IEnumerable<string> Drivers(StudiedImage[] made)
    {
        StudiedImage[] byShare = [.. made.OrderBy(Share)];
        yield return $"**Drivers decide.** Kernel modules and their firmware are {Percent(DriversOf(byShare[0]), byShare[0].Sizes!.Stored)} ({byShare[0].Title}) to "
            + $"{Percent(DriversOf(byShare[^1]), byShare[^1].Sizes!.Stored)} ({byShare[^1].Title}) of what is stored. Without them the images are {Megabytes(made.Min(RestOf))} to {Megabytes(made.Max(RestOf))}.";
        StudiedImage[] byModules = [.. made.OrderBy(ModulesOf)];
        yield return $"**Name the drivers that the machines have.** {byModules[0].Title} has {Count(ModulesOf(byModules[0]), "module")}, {byModules[^1].Title} {Count(ModulesOf(byModules[^1]))}"
            + (byModules[0].Boot is { Failure: null } && byModules[^1].Boot is { Failure: null } ? "; both boot the same virtual machine" : "") + ". A list of drivers that must be there, checked when the image is composed, is what makes the short one safe.";
    }

    private static IEnumerable<string> Packing(StudiedImage[] made)
    {
        StudiedImage[] packed = [.. made.Where(image => image.Sizes!.PackedModules.Count > 0)];
        StudiedImage[] plain = [.. made.Where(image => image.Sizes!.PackedModules.Count == 0)];
        if (packed.Length == made.Length)
        {
            StudiedImage most = made.MaxBy(Share)!;
            yield return $"**Compare modules plain.** In all images the modules stay as the kernel's package compressed them: they take {Percent(packed.Sum(StoredModulesOf), packed.Sum(image => (double)image.Sizes!.PlainModules))} of what they are when they are loaded, "
                + $"the archive's encoder finds nothing left in them ({most.Title}, by xz instead of zstd 3: {Percent(most.Sizes!.Repacked, most.Sizes.Stored)}), and the unpacked size does not tell how much driver code is in an image.";
        }

        if (packed.Length == 0 || plain.Length == 0) yield break;
        yield return $"**Compare modules plain.** {Listed(packed)} leave{(packed.Length == 1 ? "s" : "")} modules as the kernel's package compressed them, so that the unpacked size tells too little and zstd finds nothing to compress: their modules take "
            + $"{Percent(packed.Sum(StoredModulesOf), packed.Sum(image => (double)image.Sizes!.PlainModules))} of their plain size as stored; those of {Listed(plain)} {Percent(plain.Sum(StoredModulesOf), plain.Sum(image => (double)image.Sizes!.PlainModules))}.";
    }

    private static IEnumerable<string> Single(StudiedImage[] made)
    {
        var files = made.Skip(1).SelectMany(image => image.Sizes!.Largest.Where(file => !file.Path.Contains("/modules/", StringComparison.Ordinal)).Select(file => (image.Title, File: file)))
            .Where(found => made[0].Sizes!.Largest.All(file => NameOf(file.Path) != NameOf(found.File.Path)))
            .GroupBy(found => NameOf(found.File.Path)).OrderByDescending(group => group.Max(found => found.File.Stored)).Take(3).ToArray();
        if (files.Length == 0) yield break;
        yield return "**Look at single files.** The largest that are no drivers and not among the largest of ours: "
            + string.Join("; ", files.Select(group => $"`{group.Key}`, {Megabytes(group.Max(found => found.File.Stored))} as stored ({string.Join(", ", group.Select(found => found.Title).Distinct())})"))
            + ". `initrd-composer why --biggest` lists them of any image.";
    }

    private static IEnumerable<string> Encoder(StudiedImage[] made)
    {
        StudiedImage[] bySaving = [.. made.OrderBy(image => (double)image.Sizes!.Repacked / image.Sizes.Stored)];
        yield return $"**The encoder comes last.** xz instead of zstd 3 leaves {Percent(bySaving[0].Sizes!.Repacked, bySaving[0].Sizes!.Stored)} ({bySaving[0].Title}) to "
            + $"{Percent(bySaving[^1].Sizes!.Repacked, bySaving[^1].Sizes!.Stored)} ({bySaving[^1].Title}) of an image; what is chosen to be in it makes a factor of {Ratio(made.Max(image => image.Sizes!.Stored), made.Min(image => image.Sizes!.Stored))}.";
    }

    /// <summary>Among those that systemd starts in, so that no other init is what makes the difference.</summary>
    private static IEnumerable<string> Boot(StudiedImage[] made)
    {
        StudiedImage[] booted = [.. made.Where(image => image.Boot is { Failure: null }).OrderBy(image => BootRatios.ProcessorOf(image))];
        StudiedImage[] alike = [.. booted.Where(HasSystemd)];
        if (alike.Length < 2) yield break;
        (StudiedImage least, StudiedImage most) = (alike[0], alike[^1]);
        yield return $"**What is not needed is paid for at every boot.** Of those with systemd, {most.Title} takes {Ratio(BootRatios.ProcessorOf(most), BootRatios.ProcessorOf(least))} times the processor time of "
            + $"{least.Title} until switch-root; it unpacks {Ratio(most.Sizes!.Unpacked, least.Sizes!.Unpacked)} times as many bytes."
            + string.Concat(booted.Where(image => !HasSystemd(image)).Select(image => $" {image.Title}, which has no systemd, takes {Ratio(BootRatios.ProcessorOf(image), BootRatios.ProcessorOf(least))} times: what systemd itself costs is in all others."));
    }

    private static bool HasSystemd(StudiedImage image) => image.Sizes!.Features.Contains("init: systemd");

    private static double Share(StudiedImage image) => (double)DriversOf(image) / image.Sizes!.Stored;

    private static long DriversOf(StudiedImage image) => StoredModulesOf(image) + image.Sizes!.Class("firmware").Stored;

    private static long StoredModulesOf(StudiedImage image) => image.Sizes!.Class("kernel modules").Stored;

    private static long RestOf(StudiedImage image) => image.Sizes!.Stored - DriversOf(image);

    private static int ModulesOf(StudiedImage image) => image.Sizes!.Class("kernel modules").Files;

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Listed(StudiedImage[] images) => images.Length == 1 ? images[0].Title : $"{string.Join("; ", images[..^1].Select(image => image.Title))} and {images[^1].Title}";
}
