using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Attribution;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Repository;
using InitrdComposer.SizeStudy;
using InitrdComposer.Transport;

// Started by tests/size-study/run.
//   measure DATE RELEASE PLAN REPOSITORY KERNEL DISK WORK RUNS DATA TOOL...   reads and boots the images of the plan, writes what comes of it to DATA
//   write DATA PAGE CHARTS                                                    writes the page, and its charts to a folder
const string Root = "root=LABEL=demo-root rw";

switch (args)
{
    case ["measure", var date, var release, var plan, var repository, var kernel, var disk, var work, var runs, var data, .. var tools]:
        (ImmutableArray<StudiedImage> images, ImmutableArray<StudiedDifference> differences) = await ReadAsync(PlannedImage.Read(plan), repository, work);
        var boots = new TimedBoots(kernel, disk, Root, Path.Combine(work, "logs"));
        ImmutableDictionary<string, BootTimes> times = boots.Of(
            [.. PlannedImage.Read(plan).Where(planned => planned.File is not null).Select(planned => (planned.Name, planned.File!))], int.Parse(runs, CultureInfo.InvariantCulture));
        new StudyData(date, release, [.. tools], Root, [.. images.Select(image => image with { Boot = times.GetValueOrDefault(image.Name) })], differences).Write(data);
        return 0;
    case ["write", var data, var page, var charts]:
        StudyData study = StudyData.Read(data);
        Directory.CreateDirectory(charts);
        foreach ((string name, string svg) in StudyCharts.Of(study)) File.WriteAllText(Path.Combine(charts, name), svg);
        File.WriteAllText(page, StudyPage.Of(study));
        return 0;
    default:
        Console.Error.WriteLine("initrd-size-study: measure PLAN REPOSITORY KERNEL DISK WORK RUNS DATA TOOL... | write DATA PAGE CHARTS");
        return 2;
}

static async Task<(ImmutableArray<StudiedImage> Images, ImmutableArray<StudiedDifference> Differences)> ReadAsync(ImmutableArray<PlannedImage> plan, string repository, string work)
{
    using var downloader = new Downloader(new Cache(Path.Combine(work, "cache")));
    var known = new RepositoryFiles(new RepositoryLoader(downloader), new LockFiles(new(downloader), work), work);
    var source = new RepositorySource("distro", new RepositoryPlace.Metadata(new(repository, new SourceLocation("measure"))), RepositorySource.DefaultPriority) { Signatures = RepositorySignatures.None };

    AttributedImage? first = null;
    List<StudiedImage> images = [];
    List<StudiedDifference> differences = [];
    foreach (PlannedImage planned in plan)
    {
        ImageSizes? sizes = null;
        if (planned.File is string file)
        {
            Console.Error.WriteLine($"reading {planned.Name}");
            OpenedImage image = ImageReader.Open(Disk.Host, file);
            var attributed = AttributedImage.Of(image, await known.ReadAsync([source], image.Tree));
            sizes = MeasuredImage.Of(attributed, new FileInfo(file + ".xz").Length);
            if (first is null) first = attributed;
            else differences.Add(MeasuredDifference.Of(first, planned.Name, attributed));
        }

        images.Add(new(planned.Name, planned.Title, planned.Maker, planned.Command, planned.Failure, sizes, null));
    }

    return ([.. images], [.. differences]);
}
