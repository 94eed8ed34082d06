using System.CommandLine;
using InitrdComposer.Attribution;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Repository;

namespace InitrdComposer.Cli.Verbs;

/// <summary>What tells whose the files of an image are, on a command line: repositories and locks; unasked the manifest of an image in an output folder of `build`, and an rpm database in the image.</summary>
internal sealed record AttributionArguments(Option<string[]> Repositories, Option<string[]> Locks)
{
    public static AttributionArguments Create() => new(
        new("--repo")
        {
            Description = "Find the packages of files in this repository: a URL or a folder that has repodata/, with an id in front if wanted. May be repeated. Packages that own a file are fetched once, for their headers.",
            HelpName = RepositoryArgument.Form,
        },
        new("--lock") { Description = "Find the packages of files in this lock; its relative places start beside it. May be repeated.", HelpName = "LOCK" });

    /// <summary>Everything that is known of the image's files, in the order of trust.</summary>
    /// <exception cref="ComposerException">A source cannot be read.</exception>
    public async Task<IReadOnlyList<KnownFiles>> ReadAsync(ParseResult parsed, Run run, OpenedImage image, CancellationToken cancellation)
    {
        List<KnownFiles> known = [];
        if (Unasked(() => FindManifest(image)) is KnownFiles manifested) known.Add(manifested);
        if (Unasked(() => DatabaseFiles.Find(Disk.Host, image, run.Tools.SpoolFolder)) is KnownFiles installed) known.Add(installed);
        foreach (string path in parsed.GetValue(Locks) ?? [])
        {
            known.AddRange(await PackagesBelow(run, Path.GetDirectoryName(Path.GetFullPath(path))!).ReadAsync(LockReader.Read(path), _ => path, Told(run), cancellation));
        }

        if (parsed.GetValue(Repositories) is { Length: > 0 } repositories)
        {
            run.Progress.Report(new("loading repositories"));
            string here = Environment.CurrentDirectory;
            var files = new RepositoryFiles(new RepositoryLoader(run.Downloader, pools: run.Tools.Pools), PackagesBelow(run, here), here);
            known.AddRange(await files.ReadAsync([.. repositories.Select(RepositoryArgument.Parse)], image.Tree, Told(run), cancellation));
        }

        run.Progress.Dispose();
        return known;
    }

    /// <summary>The manifest beside an image that is one of its outputs.</summary>
    private static KnownFiles? FindManifest(OpenedImage image)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(image.Path))!;
        string file = Path.GetFileName(image.Path);
        bool isOutput = WrittenManifest.Find(Disk.Host, folder) is WrittenManifest manifest && manifest.Outputs.Any(output => output.File == file && output.Size == image.Length);
        return isOutput ? ManifestFiles.Find(Disk.Host, folder) : null;
    }

    /// <summary>What nobody asked for and cannot be read is worth a word, but no failure.</summary>
    private static KnownFiles? Unasked(Func<KnownFiles?> find)
    {
        try
        {
            return find();
        }
        catch (ComposerException unreadable)
        {
            Run.Print([new Notice(unreadable.Id, unreadable.Message, unreadable.Location)]);
            return null;
        }
    }

    private static LockFiles PackagesBelow(Run run, string folder) => new(new(run.Downloader, run.Tools.Remembered, run.Tools.SpoolFolder), folder);

    private static DirectProgress<FetchProgress> Told(Run run) => new(fetched => run.Progress.Report(new("reading packages", fetched.Packages, fetched.TotalPackages)));
}
