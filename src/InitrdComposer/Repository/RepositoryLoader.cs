using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>Brings repositories into one pool: repomd.xml, then primary, then as many files of filelists as somebody asks for.</summary>
/// <param name="downloader">The way to their files.</param>
/// <param name="trust">What their metadata must prove; null: strict.</param>
public sealed class RepositoryLoader(Downloader downloader, MetadataTrust? trust = null)
{
    /// <summary>Which form is read when a repository has several: XML costs half of sqlite and needs no file of its own.</summary>
    private static readonly string[] Primary = ["primary", "primary_db"];

    /// <summary>A repository that is being published may change between two requests.</summary>
    private const int MaxSnapshots = 3;

    private readonly MetadataTrust _trust = trust ?? MetadataTrust.Strict;

    /// <param name="sources">In the recipe's order.</param>
    /// <param name="recipeFolder">Where relative base URLs start.</param>
    /// <param name="progress">Told of downloads.</param>
    /// <param name="cancellation">Stops them.</param>
    /// <exception cref="ComposerException">A repository is not reachable, malformed, or not what its repomd.xml promises.</exception>
    public async Task<RepositorySet> LoadAsync(
        IReadOnlyList<RepositorySource> sources, string recipeFolder, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        Task<Snapshot>[] fetches = [.. sources.Select(source => FetchAsync(source, recipeFolder, progress, cancellation))];
        try
        {
            await Task.WhenAll(fetches);
            return Fill(await Task.WhenAll(fetches));
        }
        finally
        {
            foreach (Task<Snapshot> fetch in fetches)
            {
                if (fetch.IsCompletedSuccessfully) (await fetch).File.Dispose();
            }
        }
    }

    /// <summary>
    /// With the owners of these paths, where primary metadata does not name them: a file requirement outside /etc and the bin folders needs it.
    /// Filelists are downloaded only if such a path is asked for.
    /// </summary>
    /// <exception cref="ComposerException">As <see cref="LoadAsync"/>.</exception>
    public async Task<RepositorySet> WithFilesAsync(
        RepositorySet set, IEnumerable<string> paths, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        var wanted = new StringTable();
        foreach (string path in paths.Where(path => !PrimaryFiles.Covers(path))) wanted.Intern(path);
        if (wanted.Count == 1) return set;

        var found = new List<(PackageId Package, StringId Path)>();
        foreach (LoadedRepository repository in set.Repositories)
        {
            var index = new RepositoryIndex(
                new(repository.Id, new(repository.BaseUrl, default), repository.Priority), repository.Url, repository.RepomdDigest, repository.Repomd, _trust);
            if (index.Find("filelists") is not RepomdData data) continue;
            using VerifiedFile file = await index.FetchAsync(data, downloader, progress, cancellation);
            string url = repository.Url.Append(data.Location).ToString();
            var search = new FilelistsSearch(set.Pool, repository, wanted, url, found);
            new MetadataReader(file, data, url).Read(stream =>
            {
                FilelistsXmlReader.Read(stream, search);
                return true;
            });
        }

        return found.Count == 0 ? set : set with { Pool = set.Pool.WithFiles(found) };
    }

    private async Task<Snapshot> FetchAsync(
        RepositorySource source, string recipeFolder, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        RepositoryIndex index = await RepositoryIndex.FetchAsync(source, recipeFolder, downloader, _trust, cancellation);
        for (int attempt = 1; ; attempt++)
        {
            RepomdData data = index.Find(Primary) ?? throw new ComposerException(
                RepositoryDiagnostics.NoPrimary, "data: got no primary that can be read, expected type primary or primary_db", new SourceLocation(index.RepomdUrl));
            try
            {
                return new(index, data, await index.FetchAsync(data, downloader, progress, cancellation));
            }
            catch (ComposerException exception) when (attempt < MaxSnapshots && IsStale(exception))
            {
                RepositoryIndex newer = await RepositoryIndex.FetchAsync(source, recipeFolder, downloader, _trust, cancellation);
                if (newer.Digest == index.Digest) throw;
                index = newer;
            }
        }
    }

    /// <summary>What a repository looks like that was replaced between repomd.xml and the rest.</summary>
    private static bool IsStale(ComposerException exception) =>
        exception.Id == RepositoryDiagnostics.MetadataMismatch || exception.Id == TransportDiagnostics.Refused || exception.Id == Files.LocalFailure.NotFound;

    private static RepositorySet Fill(Snapshot[] snapshots)
    {
        var builder = new PoolBuilder();
        var repositories = ImmutableArray.CreateBuilder<LoadedRepository>();
        var notices = ImmutableArray.CreateBuilder<Notice>();
        var duplicates = new List<(string Url, int Count, PackageId First)>();
        foreach ((RepositoryIndex index, RepomdData data, VerifiedFile file) in snapshots)
        {
            int first = builder.PackageCount;
            string url = index.Url.Append(data.Location).ToString();
            var filler = new PoolFiller(builder, repositories.Count, url, index.Trust);
            var reader = new MetadataReader(file, data, url);
            (int packages, long? declared) = data.Type == "primary"
                ? reader.Read(stream => PrimaryXmlReader.Read(stream, filler))
                : reader.ReadAsFile((path, source) => (PrimarySqliteReader.Read(path, source, filler), (long?)null));
            if (declared is not null && declared != packages)
            {
                notices.Add(new(RepositoryDiagnostics.WrongCount, $"metadata/@packages: got {declared}, counted {packages}", new SourceLocation(url)));
            }

            if (filler.Duplicates.Count > 0) duplicates.Add((url, filler.Duplicates.Count, filler.Duplicates.First));
            repositories.Add(new(
                index.Source.Id, index.Source.BaseUrl.Value, index.Url, index.Source.Priority, index.Digest, index.Repomd, first, builder.PackageCount - first));
        }

        Pool pool = builder.Build();
        notices.AddRange(duplicates.Select(found => new Notice(
            RepositoryDiagnostics.Duplicates, $"{found.Count} packages are there twice, first {pool.Nevra(found.First)}", new SourceLocation(found.Url))));
        return new(pool, repositories.ToImmutable(), notices.ToImmutable());
    }

    private sealed record Snapshot(RepositoryIndex Index, RepomdData Data, VerifiedFile File);
}
