using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Transport;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Bundle;

/// <summary>
/// A recipe, its lock and everything they name in one folder, from which `lock`, `build` and `rebuild` work anywhere: repositories/ID holds packages at
/// their locations and the metadata they were locked from, trees/N the extra trees, and an index says which is which. What is there already and right
/// stays: a run that was stopped is taken up by the next.
/// </summary>
public sealed class BundleWriter
{
    private static readonly DiagnosticId Moved = new("BND", 2, FailureKind.Verification);
    private static readonly DiagnosticId KernelFolder = new("BND", 3, FailureKind.Usage);
    private static readonly DiagnosticId Machine = new("BND", 5, FailureKind.Usage);

    private readonly Recipe _recipe;
    private readonly LockFile _locked;
    private readonly Downloader _downloader;
    private readonly BundleFolder _folder;
    private readonly Dictionary<string, string> _repositories;
    private readonly Dictionary<string, string> _trees;
    private readonly Dictionary<string, string> _keyFiles;

    private BundleWriter(Recipe recipe, LockFile locked, Downloader downloader, BundleFolder folder)
    {
        (_recipe, _locked, _downloader, _folder) = (recipe, locked, downloader, folder);
        _repositories = recipe.Repositories.DistinctBy(source => source.Place.Written.Value).ToDictionary(source => source.Place.Written.Value, source => $"repositories/{source.Id}");
        _trees = recipe.ExtraTrees.Select(tree => tree.Source.Value).Distinct().Index().ToDictionary(
            entry => entry.Item, entry => string.Create(CultureInfo.InvariantCulture, $"trees/{entry.Index + 1}"));
        foreach ((string key, Located<string> path) in recipe.Uki?.HostFiles ?? []) _trees.TryAdd(path.Value, $"trees/uki/{key}");
        _keyFiles = recipe.Repositories.SelectMany(source => source.Signatures.KeyFiles).Concat(recipe.LockSigners).Select(file => file.Value).Distinct().Index().ToDictionary(
            entry => entry.Item, entry => string.Create(CultureInfo.InvariantCulture, $"keys/{entry.Index + 1}-{Path.GetFileName(entry.Item)}"));
    }

    private BundleIndex Index => new($"{_recipe.Name}.toml") { Repositories = _repositories, Repomds = RepomdsOf(_locked), Trees = _trees, KeyFiles = _keyFiles };

    private string RecipeFolder => Path.GetDirectoryName(Path.GetFullPath(_recipe.Path))!;

    /// <param name="recipe">What is to be built from the bundle.</param>
    /// <param name="locked">A current lock of it.</param>
    /// <param name="into">The folder: new, empty, or a bundle.</param>
    /// <param name="downloader">The way to packages and metadata.</param>
    /// <param name="progress">Told after each package.</param>
    /// <param name="cancellation">Stops transfers.</param>
    /// <returns>What the bundle lacks although a build does not need it.</returns>
    /// <exception cref="ComposerException">A package is not to be had, the folder is somebody's own, or the disk refuses.</exception>
    public static async Task<ImmutableArray<Notice>> WriteAsync(
        Recipe recipe, LockDocument locked, string into, Downloader downloader, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (recipe.Roles.Kernels.OfType<KernelSource.Directory>().FirstOrDefault() is { } kernel)
        {
            throw new ComposerException(KernelFolder, $"{kernel.Path.Value}: a kernel that is a folder cannot be bundled", kernel.Path.Location, "make a package of it");
        }

        if (recipe.Repositories.FirstOrDefault(source => source.Place is RepositoryPlace.Installed) is { } machine)
        {
            throw new ComposerException(
                Machine, $"repository {machine.Id}: installed packages cannot be bundled: nobody has their files as packages", machine.Place.Written.Location, "name a repository or a folder of packages");
        }

        using var folder = BundleFolder.Open(downloader.Disk, into);
        var writer = new BundleWriter(recipe, locked.Lock, downloader, folder);
        folder.Write(BundleIndex.FileName, writer.Index.Write());
        await writer.CopyPackagesAsync(progress, cancellation);
        ImmutableArray<Notice> notices = await writer.CopyMetadataAsync(cancellation);
        writer.CopyTrees();
        writer.CopyKeyFiles();
        folder.Write($"{recipe.Name}.lock", locked.Text);
        if (locked.Signature is { } signature) folder.Write(LockSignature.PathOf($"{recipe.Name}.lock"), signature);
        folder.Write($"{recipe.Name}.toml", recipe.Text);
        folder.Write("README", BundleReadme.Of(recipe, locked.Lock));
        folder.RemoveOthers();
        return notices;
    }

    private static Dictionary<string, Digest> RepomdsOf(LockFile locked) =>
        locked.Repositories.OfType<LockedRepository.Metadata>().DistinctBy(repository => repository.BaseUrl).ToDictionary(repository => repository.BaseUrl, repository => repository.Repomd);

    private void CopyKeyFiles()
    {
        var places = Places.Of(_downloader.Disk, RecipeFolder);
        foreach ((string file, string here) in _keyFiles) _folder.Write(here, FileSource.ReadAllBytes(_downloader.Disk, places.KeyFile(file), CertificateReader.MaxFile));
    }

    private async Task CopyPackagesAsync(IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var sources = new PackageSources(_downloader, _locked, RecipeFolder, temporary: null);
        Dictionary<string, string> places = _locked.Repositories.ToDictionary(repository => repository.Id, repository => _repositories[repository.Place]);
        LockedPackage[] wanted = [.. _locked.Packages.DistinctBy(package => (package.Repository, package.Location))];
        int packages = 0;
        long bytes = 0, totalBytes = wanted.Sum(package => package.Size);
        var options = new ParallelOptions { MaxDegreeOfParallelism = _downloader.Settings.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(wanted, options, async (package, token) =>
        {
            string path = $"{places[package.Repository]}/{Uri.UnescapeDataString(package.Location)}";
            if (!_folder.Holds(path, package.Digest))
            {
                using VerifiedFile file = await sources.FetchAsync(package, token);
                _folder.Copy(path, file, package.Digest);
            }

            progress?.Report(new(Interlocked.Increment(ref packages), wanted.Length, Interlocked.Add(ref bytes, package.Size), totalBytes));
        });
    }

    /// <summary>Only `lock` reads metadata: where the repository has moved on, the bundle still builds.</summary>
    private async Task<ImmutableArray<Notice>> CopyMetadataAsync(CancellationToken cancellation)
    {
        var notices = ImmutableArray.CreateBuilder<Notice>();
        foreach (RepositorySource source in _recipe.Repositories.DistinctBy(source => source.Place.Written.Value))
        {
            if (source.Place is not (RepositoryPlace.Metadata or RepositoryPlace.Listed)) continue;
            LockedRepository.Metadata? locked = _locked.Repositories.OfType<LockedRepository.Metadata>().FirstOrDefault(repository => repository.Id == source.Id);
            if (locked is null) continue;
            try
            {
                await PinnedMetadata.CopyAsync(source, RecipeFolder, locked.Repomd, _downloader, KeepAsync, cancellation);
            }
            catch (ComposerException gone) when (gone.Id.Kind is FailureKind.Verification or FailureKind.Network || gone.Id == LocalFailure.NotFound)
            {
                notices.Add(new(
                    Moved, $"repository {source.Id} is no longer what was locked: the bundle builds, but `lock` does not work in it", source.Place.Written.Location, "run: initrd-composer lock RECIPE --update"));
            }

            Task KeepAsync(string location, VerifiedFile file)
            {
                string path = $"{_repositories[source.Place.Written.Value]}/{Uri.UnescapeDataString(location)}";
                if (!_folder.Holds(path, file.Digest)) _folder.Copy(path, file, file.Digest);
                return Task.CompletedTask;
            }
        }

        return notices.ToImmutable();
    }

    private void CopyTrees()
    {
        foreach (ExtraTree tree in _recipe.ExtraTrees.DistinctBy(tree => tree.Source.Value))
        {
            _folder.CopyTree(_trees[tree.Source.Value], ExtraTrees.Read(_downloader.Disk, [tree with { Target = "/" }], RecipeFolder));
        }

        foreach (RootNode file in UkiHostFiles.Read(_downloader.Disk, _recipe, RecipeFolder)) _folder.CopyTree("trees/uki", [file]);
    }
}
