using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>A repository's metadata as it was when it was locked: repomd.xml and the parts that locking reads, as they are served.</summary>
public static class PinnedMetadata
{
    private static readonly string[][] Parts = [["primary", "primary_db"], ["filelists"]];

    /// <param name="source">The repository.</param>
    /// <param name="recipeFolder">Where a relative path starts.</param>
    /// <param name="repomd">Digest of the repomd.xml that was locked.</param>
    /// <param name="downloader">The way to it.</param>
    /// <param name="keep">Takes each file with its path below the base URL; repomd.xml comes last.</param>
    /// <param name="cancellation">Stops transfers.</param>
    /// <exception cref="ComposerException">The repository has moved on, and the cache does not have what it was.</exception>
    public static async Task CopyAsync(
        RepositorySource source, string recipeFolder, Digest repomd, Downloader downloader, Func<string, VerifiedFile, Task> keep, CancellationToken cancellation)
    {
        RepositoryIndex index = await RepositoryIndex.FetchAsync(source, recipeFolder, downloader, policy: null, cancellation, repomd);
        foreach (string[] types in Parts)
        {
            if (index.Find(types) is not RepomdData data) continue;
            using VerifiedFile part = await index.FetchAsync(data, downloader, cancellation);
            await keep(data.Location, part);
        }

        using VerifiedFile file = await downloader.FetchAsync(index.Mirrors, RepositoryIndex.Location, RepositoryIndex.ExpectedOf(repomd), cancellation: cancellation);
        await keep(RepositoryIndex.Location, file);
    }
}
