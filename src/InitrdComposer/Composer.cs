using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Modules;
using InitrdComposer.Repository;
using InitrdComposer.Root;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer;

/// <summary>
/// The product: two verbs and one seam. Resolving always ends in a lock, building always starts from one. Each line is a stage: it takes values and
/// gives one.
/// </summary>
public static class Composer
{
    /// <summary>Pins what the recipe's repositories give today.</summary>
    /// <exception cref="ComposerException">A repository is unreachable or malformed, or nothing satisfies the recipe.</exception>
    public static async Task<LockFile> LockAsync(
        Recipe recipe, ComposerTools tools, IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        progress?.Report(new("loading repositories"));
        var loader = new RepositoryLoader(tools.Downloader);
        RepositorySet repositories = await loader.LoadAsync(recipe.Repositories, FolderOf(recipe), cancellation: cancellation);
        progress?.Report(new("resolving"));
        (repositories, ImmutableArray<RoleResolution> roles) = await RecipeResolution.ResolveAsync(recipe, repositories, loader, cancellation);
        return Locker.Lock(recipe, repositories, roles, LockedTools.Current);
    }

    /// <summary>Builds what a lock pins into a folder, which changes in one step when everything is done.</summary>
    /// <param name="recipe">What is built.</param>
    /// <param name="locked">Its packages.</param>
    /// <param name="output">The folder.</param>
    /// <param name="tools">What is needed from outside.</param>
    /// <param name="isStrict">A notice is an error, and nothing is published.</param>
    /// <exception cref="ComposerException">The lock is not the recipe's, a package is not the locked one, or the recipe does not fit the packages.</exception>
    public static async Task<Composition> BuildAsync(
        Recipe recipe, LockFile locked, string output, ComposerTools tools, bool isStrict, IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var outputs = new Outputs(output, recipe.Name);
        PackageStore store = await new Fetcher(tools.Downloader).FetchAsync(locked, FolderOf(recipe), Counted(progress), cancellation);

        progress?.Report(new("reading package headers"));
        IReadOnlyList<PackageHeader> headers = PackageHeaders.Read(store, Of(locked, PackageRole.Install));
        RootTree tree = RootBuilder.FromHeaders(headers, ExtraTrees.Read(recipe.ExtraTrees, FolderOf(recipe)));
        RootTree kernel = RootBuilder.FromHeaders(PackageHeaders.Read(store, Of(locked, PackageRole.Kernel)), []);
        RootTree stub = RootBuilder.FromHeaders(PackageHeaders.Read(store, Of(locked, PackageRole.Stub)), []);
        RootTree firmware = RootBuilder.FromHeaders(PackageHeaders.Read(store, Of(locked, PackageRole.Microcode)), []);
        tree = Removals.Apply(tree, recipe.Finalize, headers);

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("unpacking"));
        using Spool spool = Contents.Materialize([tree, kernel, stub, firmware], store, locked.Packages, tools.SpoolFolder);

        progress?.Report(new("choosing kernel modules"));
        ModuleCatalog? catalog = recipe.Roles.Kernels.IsEmpty ? null : ModuleCatalogReader.Read(kernel, spool, recipe.Architecture, tools.Catalogs);
        ModuleSelectionResult? modules = catalog is null ? null : KernelModules.Select(tree, catalog, recipe.Modules);
        Finalized finalized = Finalizer.Apply(modules?.Tree ?? tree, spool, recipe.Finalize, headers, locked.SourceDateEpoch);
        tree = catalog is null ? finalized.Tree : KernelModules.Index(finalized.Tree, catalog);
        tree = RemoveFiles.Apply(tree, recipe.Finalize.RemoveFiles);

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("writing the initrd"));
        RootTree? microcode = recipe.Roles.Microcode.IsEmpty ? null : EarlyMicrocode.Of(firmware, spool);
        WrittenInitrd initrd = outputs.Write(
            "initrd", ".initrd", stream => InitrdWriter.Write(tree, spool, recipe.Initrd, locked.SourceDateEpoch, stream, microcode));
        RootNode? vmlinuz = modules is null ? null : BootFiles.FindKernel(kernel, modules.KernelVersion);
        if (vmlinuz is not null) outputs.Write("kernel", ".vmlinuz", spool.Open(((FileBody.Regular)vmlinuz.Inode.Body).Content));
        LinkedUki? uki = null;
        if (recipe.Uki is UkiSettings settings)
        {
            progress?.Report(new("linking the UKI"));
            using FileSource packed = outputs.Open(".initrd");
            UkiInputs inputs = UkiRecipe.Inputs(recipe, settings, tree, spool, stub, vmlinuz, modules?.KernelVersion, packed);
            uki = outputs.Write("uki", ".efi", stream => UkiLinker.Link(inputs, stream));
        }

        outputs.Write("lock", ".lock", Encoding.UTF8.GetBytes(LockText.Write(locked)));
        outputs.Write("recipe", ".toml", recipe.Text);
        var manifest = new ImageManifest(
            recipe.Name, recipe.Architecture, modules?.KernelVersion, locked.SourceDateEpoch, initrd.ContentDigest, initrd.Segments[^1].Encoder,
            outputs.Files.Single(file => file.Kind == "lock").Digest, outputs.Files, locked.Packages, tree, uki, finalized.Scriptlets,
            [.. modules?.Notices ?? [], .. finalized.Notices, .. initrd.Notices, .. uki?.Notices ?? []]);
        if (isStrict && manifest.Notices is [Notice first, ..]) throw ComposerException.Of(first);
        outputs.Commit(manifest, spool);
        return new(output, manifest);
    }

    private static string FolderOf(Recipe recipe) => Path.GetDirectoryName(Path.GetFullPath(recipe.Path))!;

    private static ImmutableArray<LockedPackage> Of(LockFile locked, PackageRole role) => [.. locked.Packages.Where(package => package.Role == role)];

    private static Progress<FetchProgress>? Counted(IProgress<ComposerProgress>? progress) =>
        progress is null ? null : new(fetched => progress.Report(new("fetching packages", fetched.Packages, fetched.TotalPackages)));
}
