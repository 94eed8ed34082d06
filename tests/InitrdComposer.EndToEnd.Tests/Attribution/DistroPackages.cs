using InitrdComposer.Attribution;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using InitrdComposer.Tree;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>The packages of the test distribution: as this program finds them in its repository, and as rpm lists them.</summary>
internal static class DistroPackages
{
    /// <summary>What `--repo` knows of an image's files.</summary>
    public static async Task<IReadOnlyList<KnownFiles>> FindAsync(DistroFixture distro, RootTree image, CancellationToken cancellation)
    {
        using var folder = new TempFolder();
        using var downloader = new Downloader(new Cache(folder["cache"]));
        var packages = new LockFiles(new(downloader), folder.Path);
        var source = new RepositorySource("distro", new RepositoryPlace.Metadata(new(distro.Repository, new SourceLocation("--repo"))), RepositorySource.DefaultPriority) { Signatures = RepositorySignatures.None };
        return await new RepositoryFiles(new RepositoryLoader(downloader), packages, folder.Path).ReadAsync([source], image, cancellation: cancellation);
    }

    /// <summary>Each file of each package by rpm's word: path, SHA-256, owner. Folders and links have no digest and are left out.</summary>
    public static ILookup<(string Path, string Digest), string> ByRpm(DistroFixture distro) =>
        Tool.Require("rpm", "rpm").Run(["-qp", "--nosignature", "--qf", @"[%{=NEVRA} %{FILEDIGESTS} %{FILENAMES}\n]", .. Directory.GetFiles(distro.Repository, "*.rpm")])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .Where(parts => parts is [_, { Length: 64 }, _])
            .ToLookup(parts => (Merged(parts[2]), parts[1]), parts => parts[0]);

    /// <summary>Where a file is in a system whose /usr is merged.</summary>
    public static string Merged(string path)
    {
        foreach (string folder in new[] { "/bin/", "/sbin/", "/lib/", "/lib64/" })
        {
            if (path.StartsWith(folder, StringComparison.Ordinal)) path = $"/usr{path}";
        }

        return path.Replace("/usr/sbin/", "/usr/bin/", StringComparison.Ordinal);
    }
}
