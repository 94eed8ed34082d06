using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>Brings repositories into one pool: repomd.xml, then primary, then as many files of filelists as somebody asks for; or packages' own headers.</summary>
/// <param name="downloader">The way to their files.</param>
/// <param name="known">Keeps headers of packages that lie in folders; null: they are read each time.</param>
/// <param name="temporary">Where databases are unpacked; null: where the system has such things.</param>
/// <param name="pools">Keeps what metadata says between runs; null: it is parsed each time.</param>
/// <param name="clock">Says how old metadata is and which keys are valid; null: the system's.</param>
public sealed class RepositoryLoader(Downloader downloader, IKeyedStore? known = null, string? temporary = null, PoolCache? pools = null, TimeProvider? clock = null)
{
    /// <summary>Which form is read when a repository has several: XML costs half of sqlite and needs no file of its own.</summary>
    private static readonly string[] Primary = ["primary", "primary_db"];

    /// <summary>A repository that is being published may change between two requests.</summary>
    private const int MaxSnapshots = 3;

    private static readonly RepositorySource Installed = new("installed", new RepositoryPlace.Folder(default), RepositorySource.DefaultPriority);

    private readonly string _temporary = temporary ?? Path.GetTempPath();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <param name="sources">In the recipe's order.</param>
    /// <param name="recipeFolder">Where relative base URLs start.</param>
    /// <param name="installed">Packages that are there already.</param>
    /// <param name="cancellation">Stops them.</param>
    /// <exception cref="ComposerException">A repository is not reachable, malformed, or not what its repomd.xml promises.</exception>
    public async Task<RepositorySet> LoadAsync(
        IReadOnlyList<RepositorySource> sources, string recipeFolder, ImmutableArray<DescribedPackage>? installed = null, CancellationToken cancellation = default)
    {
        Task<RepositorySnapshot>[] fetches = [.. sources.Select(source => FetchAsync(source, recipeFolder, cancellation))];
        try
        {
            RepositorySnapshot[] snapshots = await Task.WhenAll(fetches);
            RepositorySet set = installed is null ? Load(snapshots) : LoadOver([.. snapshots, new HeaderSnapshot(Installed, Installed.Id, installed.Value)]);
            return await WithModulesAsync(set, cancellation);
        }
        finally
        {
            foreach (Task<RepositorySnapshot> fetch in fetches)
            {
                if (fetch.IsCompletedSuccessfully) (await fetch).Dispose();
            }
        }
    }

    /// <summary>
    /// With the owners of these paths, where primary metadata does not name them: a file requirement outside /etc and the bin folders needs it.
    /// Filelists are downloaded only if such a path is asked for.
    /// </summary>
    /// <exception cref="ComposerException">As <see cref="LoadAsync"/>.</exception>
    public async Task<RepositorySet> WithFilesAsync(
        RepositorySet set, IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        var wanted = new StringTable();
        foreach (string path in paths.Where(path => !PrimaryFiles.Covers(path))) wanted.Intern(path);
        if (wanted.Count == 1) return set;

        var found = new List<(PackageId Package, StringId Path)>();
        foreach (LoadedRepository repository in set.Installed is null ? set.Repositories : set.Repositories.Add(set.Installed))
        {
            if (repository.Content is LoadedContent.Headers headers) FindOwners(set.Pool, repository, headers, wanted, found);
            if (repository.Content is not LoadedContent.Metadata metadata) continue;
            var index = new RepositoryIndex(repository.Source, metadata.Mirrors, metadata.RepomdDigest, metadata.Repomd);
            if (index.Find("filelists") is not RepomdData data) continue;
            using VerifiedFile file = await index.FetchAsync(data, downloader, cancellation);
            string url = metadata.Mirrors.Append(data.Location).ToString();
            var search = new FilelistsSearch(set.Pool, repository, wanted, url, found);
            new MetadataReader(file, data, url).Read(stream =>
            {
                FilelistsXmlReader.Read(stream, search);
                return true;
            });
        }

        return found.Count == 0 ? set : set with { Pool = set.Pool.WithFiles(found) };
    }

    /// <summary>With the groups of packages that the repositories know.</summary>
    /// <exception cref="ComposerException">As <see cref="LoadAsync"/>.</exception>
    public async Task<RepositorySet> WithGroupsAsync(RepositorySet set, CancellationToken cancellation = default)
    {
        var comps = ImmutableArray.CreateBuilder<Comps>();
        foreach (LoadedRepository repository in set.Repositories)
        {
            if (await ReadPartAsync(repository, CompsReader.Read, cancellation, "group", "group_gz", "group_xz", "group_zst") is Comps read) comps.Add(read);
        }

        return set with { Comps = comps.DrainToImmutable() };
    }

    /// <summary>Which packages are seen depends on module streams, so they are read before anybody looks.</summary>
    private async Task<RepositorySet> WithModulesAsync(RepositorySet set, CancellationToken cancellation)
    {
        var modules = ImmutableArray.CreateBuilder<ModuleMetadata>(set.Repositories.Length);
        foreach (LoadedRepository repository in set.Repositories)
        {
            modules.Add(await ReadPartAsync(repository, ModuleMetadataReader.Read, cancellation, "modules", "modules_gz", "modules_xz", "modules_zst") ?? ModuleMetadata.None);
        }

        return set with { Modules = modules.MoveToImmutable() };
    }

    /// <summary>Null of a repository that does not have the part.</summary>
    private async Task<T?> ReadPartAsync<T>(
        LoadedRepository repository, Func<Stream, T> read, CancellationToken cancellation, params string[] types)
        where T : class
    {
        if (repository.Content is not LoadedContent.Metadata metadata) return null;
        var index = new RepositoryIndex(repository.Source, metadata.Mirrors, metadata.RepomdDigest, metadata.Repomd);
        if (index.Find(types) is not RepomdData data) return null;
        using VerifiedFile file = await index.FetchAsync(data, downloader, cancellation);
        return new MetadataReader(file, data, metadata.Mirrors.Append(data.Location).ToString()).Read(read);
    }

    private static void FindOwners(
        Pool pool, LoadedRepository repository, LoadedContent.Headers headers, StringTable wanted, List<(PackageId Package, StringId Path)> found)
    {
        for (int i = 0; i < headers.Packages.Length; i++)
        {
            foreach (ReadOnlyMemory<byte> path in headers.Packages[i].Description.Paths)
            {
                if (wanted.Find(path.Span) is not null) found.Add((new(repository.FirstPackage + i), pool.Strings.Intern(path.Span)));
            }
        }
    }

    private async Task<RepositorySnapshot> FetchAsync(
        RepositorySource source, string recipeFolder, CancellationToken cancellation) => source.Place switch
        {
            RepositoryPlace.Metadata or RepositoryPlace.Listed => await FetchMetadataAsync(source, recipeFolder, cancellation),
            RepositoryPlace.Folder place => await new PackageFolder(downloader.Disk, known, PolicyOf(source, recipeFolder)).ReadAsync(source, place.Path, recipeFolder, cancellation),
            RepositoryPlace.Installed place => InstalledDatabase.Read(downloader.Disk, _temporary, source, place.Database, recipeFolder),
            _ => throw new ArgumentException($"{source.Place} is no place of packages", nameof(source)),
        };

    private SignaturePolicy PolicyOf(RepositorySource source, string recipeFolder)
    {
        SourceLocation location = source.Place.Written.Location;
        var policy = SignaturePolicy.Read(downloader.Disk, recipeFolder, source.Id, source.Signatures, hasMetadata: source.Place is not RepositoryPlace.Folder, location, _clock);
        policy.RequireValidToday(source.Id, location);
        return policy;
    }

    private async Task<MetadataSnapshot> FetchMetadataAsync(
        RepositorySource source, string recipeFolder, CancellationToken cancellation)
    {
        SignaturePolicy policy = PolicyOf(source, recipeFolder);
        RepositoryIndex index = await RepositoryIndex.FetchAsync(source, recipeFolder, downloader, policy, cancellation);
        for (int attempt = 1; ; attempt++)
        {
            MetadataAge.Require(source, index, _clock);
            RepomdData data = index.Find(Primary) ?? throw new ComposerException(
                RepositoryDiagnostics.NoPrimary, "data: got no primary that can be read, expected type primary or primary_db", new SourceLocation(index.RepomdUrl));
            try
            {
                return new(index, data, await index.FetchAsync(data, downloader, cancellation), downloader.Disk, _temporary);
            }
            catch (ComposerException exception) when (attempt < MaxSnapshots && IsStale(exception))
            {
                RepositoryIndex newer = await RepositoryIndex.FetchAsync(source, recipeFolder, downloader, policy, cancellation);
                if (newer.Digest == index.Digest) throw;
                index = newer;
            }
        }
    }

    /// <summary>What a repository looks like that was replaced between repomd.xml and the rest.</summary>
    private static bool IsStale(ComposerException exception) =>
        exception.Id == RepositoryDiagnostics.MetadataMismatch || exception.Id == TransportDiagnostics.Refused || exception.Id == LocalFailure.NotFound;

    private RepositorySet Load(RepositorySnapshot[] snapshots)
    {
        Digest key = PoolCache.KeyOf(snapshots);
        FilledPool? filled = pools?.Find(key);
        if (filled is null)
        {
            filled = Fill(snapshots);
            pools?.Store(key, filled);
        }

        var repositories = ImmutableArray.CreateBuilder<LoadedRepository>(snapshots.Length);
        int first = 0;
        foreach ((RepositorySnapshot snapshot, FilledRepository part) in snapshots.Zip(filled.Repositories))
        {
            repositories.Add(new(snapshot.Source, snapshot.Content, first, part.PackageCount));
            first += part.PackageCount;
        }

        return new(filled.Pool, repositories.MoveToImmutable(), NoticesOf(snapshots, filled));
    }

    /// <summary>The last of them is what is there already.</summary>
    private RepositorySet LoadOver(RepositorySnapshot[] snapshots)
    {
        RepositorySet set = Load(snapshots);
        return set with { Repositories = set.Repositories[..^1], Installed = set.Repositories[^1] };
    }

    private static FilledPool Fill(RepositorySnapshot[] snapshots)
    {
        var builder = new PoolBuilder();
        var repositories = ImmutableArray.CreateBuilder<FilledRepository>(snapshots.Length);
        foreach (RepositorySnapshot snapshot in snapshots)
        {
            var filler = new PoolFiller(builder, repositories.Count, snapshot.Name, snapshot.Source.Signatures.Trust);
            (int packages, long? announced) = snapshot.Read(filler);
            repositories.Add(new(announced ?? -1, filler.Duplicates.Count, packages, filler.Duplicates.First));
        }

        return new(builder.Build(), repositories.MoveToImmutable());
    }

    private static ImmutableArray<Notice> NoticesOf(RepositorySnapshot[] snapshots, FilledPool filled)
    {
        (string Name, FilledRepository Part)[] named = [.. snapshots.Select((snapshot, index) => (snapshot.Name, filled.Repositories[index]))];
        return
        [
            .. from snapshot in snapshots
               where snapshot.Source.Signatures.Trust == RepositoryTrust.Legacy
               select LegacyTrust.Of(snapshot.Source.Id),
            .. snapshots.Select(snapshot => MetadataAge.NoticeOf(snapshot.Source)).OfType<Notice>(),
            .. from part in named
               where part.Part.IsMiscounted
               select new Notice(RepositoryDiagnostics.WrongCount, $"metadata/@packages: got {part.Part.Announced}, counted {part.Part.PackageCount}", new SourceLocation(part.Name)),
            .. from part in named
               where part.Part.Duplicates > 0
               select new Notice(
                   RepositoryDiagnostics.Duplicates, $"{part.Part.Duplicates} packages are there twice, first {filled.Pool.Nevra(part.Part.FirstDuplicate)}", new SourceLocation(part.Name)),
        ];
    }
}
