using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Fetch;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>
/// What the packages of repositories have of an image's files. Metadata names the paths of all packages; only of those that own one of the image's the headers are read, for
/// the digests.
/// </summary>
/// <param name="loader">The way to metadata.</param>
/// <param name="packages">The way to headers.</param>
/// <param name="folder">Where relative places start.</param>
public sealed class RepositoryFiles(RepositoryLoader loader, LockFiles packages, string folder)
{
    /// <param name="sources">As they are to be called in <see cref="PackageMatch.Source"/>, in the order of trust.</param>
    /// <param name="image">Whose files are looked for.</param>
    /// <param name="progress">Told of packages that are fetched.</param>
    /// <returns>One a repository that has some of the files, in their order.</returns>
    /// <exception cref="Diagnostics.ComposerException">A repository is not to be had or malformed, or one of its packages is not what it promises.</exception>
    public async Task<ImmutableArray<KnownFiles>> ReadAsync(
        IReadOnlyList<RepositorySource> sources, RootTree image, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        RepositorySet set = await loader.LoadAsync(sources, folder, cancellation: cancellation);
        string[] paths = [.. image.Where(node => node.Inode.Body is FileBody.Regular or FileBody.SymbolicLink).SelectMany(node => NamesOf(node.Path)).Distinct().Select(path => "/" + Encoding.UTF8.GetString(path.Bytes))];
        set = await loader.WithFilesAsync(set, paths, cancellation);
        return await packages.ReadAsync(OwnersOf(set, paths), package => package.Repository, progress, cancellation);
    }

    private static IEnumerable<RootPath> NamesOf(RootPath path) => CompressedNames.Of(path).Prepend(path).SelectMany(name => MergedPath.Aliases(MergedPath.Of(name)));

    /// <summary>The packages that own one of the paths, as a lock would name them.</summary>
    private static LockFile OwnersOf(RepositorySet set, IEnumerable<string> paths)
    {
        Pool pool = set.Pool;
        HashSet<StringId> wanted = [.. paths.Select(pool.Strings.Find).OfType<StringId>()];
        return new([], "", 0, [.. set.Repositories.Select(Locker.ToLocked)],
        [
            .. from index in Enumerable.Range(0, pool.Packages.Length)
               let package = new PackageId(index)
               where OwnsOne(pool.Files(package), wanted)
               let row = pool[package]
               select new LockedPackage(
                   pool.Nevra(package), PackageRole.Install, set.Repositories[row.Repository].Id, pool.Strings.Text(row.Location), row.PackageSize, pool.ChecksumOf(package), []),
        ]);
    }

    private static bool OwnsOne(ReadOnlySpan<StringId> files, HashSet<StringId> wanted)
    {
        foreach (StringId file in files)
        {
            if (wanted.Contains(file)) return true;
        }

        return false;
    }
}
