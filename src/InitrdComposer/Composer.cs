using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Manifest.Budget;
using InitrdComposer.Modules;
using InitrdComposer.Removal;
using InitrdComposer.Repository;
using InitrdComposer.Root;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Root.Payload;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer;

/// <summary>
/// The product: two verbs and one seam. Resolving always ends in a lock, building always starts from one. Each line is a stage: it takes values and
/// gives one.
/// </summary>
public static class Composer
{
    /// <summary>Pins what the recipe's repositories give today, staying with an earlier lock wherever that still fits.</summary>
    /// <exception cref="ComposerException">A repository is unreachable or malformed, or nothing satisfies the recipe.</exception>
    public static async Task<LockResult> LockAsync(
        Recipe recipe, LockRequest request, ComposerTools tools, IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        progress?.Report(new("loading repositories"));
        RepositoryLoader loader = tools.Loader;
        RepositorySet repositories = await loader.LoadAsync(recipe.Repositories, FolderOf(recipe), cancellation: cancellation);
        Relock.RefuseRollback(request, repositories);
        progress?.Report(new("resolving"));
        (repositories, ImmutableArray<RoleResolution> roles) = await RecipeResolution.ResolveAsync(recipe, request, repositories, loader, cancellation);
        (repositories, roles, ImmutableArray<Notice> missing) = await new DlopenClosure(recipe, FolderOf(recipe), loader, tools).CloseAsync(repositories, roles, progress, cancellation);
        LockFile locked = Locker.Lock(recipe, repositories, roles, LockedTools.Of(recipe)) with { Kernels = KernelTrees.Lock(tools.Disk, recipe, FolderOf(recipe)) };
        return Relock.Compare(request, locked, repositories, roles) with
        {
            Notices = [.. repositories.Notices, .. missing],
            Choices = new(() => RecipeResolution.ChoicesOf(repositories.Pool, roles)),
        };
    }

    /// <summary>
    /// Builds what a lock pins into a folder, which changes in one step when everything is done; a folder that holds just that already is left alone.
    /// </summary>
    /// <param name="recipe">What is built.</param>
    /// <param name="document">Its packages.</param>
    /// <param name="output">The folder.</param>
    /// <param name="tools">What is needed from outside.</param>
    /// <param name="isStrict">A notice is an error, and nothing is published.</param>
    /// <exception cref="ComposerException">The lock is not the recipe's, a package is not the locked one, or the recipe does not fit the packages.</exception>
    public static async Task<Composition<ImageManifest>> BuildAsync(
        Recipe recipe, LockDocument document, string output, ComposerTools tools, bool isStrict, IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        progress?.Report(new("comparing with what is there"));
        (LockFile locked, string folder) = (document.Lock, FolderOf(recipe));
        if (recipe.Budget is { } budget) BudgetCheck.RequireKnown(budget, [.. locked.Packages.Select(package => package.Nevra.Name)]);
        var host = HostFolders.Read(tools.Disk, recipe, locked, folder);
        RootTree bootHost = UkiHostFiles.Read(tools.Disk, recipe, folder);
        using UkiSigning? signing = UkiSigningRecipe.Of(tools.Disk, recipe, folder);
        using var attestor = Attestor.Of(tools.Disk, recipe, document, folder, host.ExtraTrees, bootHost);
        Digest inputs = BuildInputs.DigestOf(recipe, document, host.ExtraTrees, bootHost, signing);
        OutputFolder.RemoveLeftovers(tools.Disk, output);
        if (AttestedFolder.Find(tools.Disk, output, inputs, isStrict, [attestor], signers => tools.Fetcher.StillBelieves(locked, folder, signers)) is { } kept) return new(null) { Kept = kept };

        using var outputs = new Outputs(tools.Disk, output);
        using PackageStore store = await tools.Fetcher.FetchAsync(locked, folder, Counted(progress), cancellation);
        using var spool = new Spool(tools.Disk, tools.SpoolFolder);
        var composed = ComposedInitrds.Of(recipe, locked, host, store, spool, tools, progress, cancellation);
        InitrdTrees trees = composed.Trees;

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new(recipe.Proof.ClaimsNothing ? "packing" : "proving and packing"));
        var boot = BootFiles.Of(recipe, composed.Kernels.Select(catalog => catalog.KernelVersion), composed.Kernel, composed.Stub, bootHost);
        var contents = new Contents(tools.Disk, [.. trees.Initrds.Select(initrd => initrd.Tree), .. boot.Trees, composed.Microcode], store, locked.Packages, spool);
        var proofs = ComposedProof.Require(recipe, composed);
        RootTree? microcode = recipe.Roles.Microcode.IsEmpty ? null : EarlyMicrocode.Of(composed.Microcode, contents);
        var plan = InitrdPlan.Of(trees.Initrds, microcode, contents, recipe.Initrd.Encoder, locked.SourceDateEpoch);
        ImmutableArray<PackedSegment> segments = SegmentPacker.Pack(plan.Segments, contents, tools.Segments);

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("writing outputs"));
        var images = ImageWriter.WriteAll(recipe, trees.Initrds, plan, segments, boot, new KeptFiles(contents, tools.Segments), outputs, signing, tools, cancellation);
        SbomWriter.Write(recipe, locked, composed.Headers.All, AttestedImages.Of(outputs.Files, images, microcode, boot), inputs, contents, tools.Remembered, outputs);
        BuiltFile writtenLock = outputs.WriteLock(recipe.Name, document);
        outputs.Write("recipe", recipe.Name + ".toml", recipe.Text);
        var signatures = TrustReport.Of(locked, store);
        ImmutableArray<Notice> notices =
        [
            .. LockedTools.Differences(locked, recipe),
            .. signatures.Notices,
            .. trees.Notices,
            .. plan.Initrds.SelectMany(initrd => initrd.Notices),
            .. images.SelectMany(image => image.Uki?.Notices ?? []),
            .. BudgetNotices.Of(recipe.Budget, images.Select(image => image.Footprint)),
        ];
        if (isStrict && notices is [Notice first, ..]) throw ComposerException.Of(first);
        var manifest = new ImageManifest(
            recipe.Name, recipe.Architecture, locked.SourceDateEpoch, inputs, writtenLock.Digest, outputs.Files, [.. notices.Distinct()],
            [.. images.Zip(proofs, (image, proof) => image with { Proof = proof })], locked.Packages, trees.Scriptlets)
        {
            Signatures = signatures,
        };
        outputs.Write(manifest, contents);
        attestor.Write(outputs.Files, outputs);
        outputs.Commit();
        return new(manifest);
    }

    /// <exception cref="ComposerException">It is a recipe of an extension.</exception>
    public static void RefuseExtension(Recipe recipe)
    {
        if (recipe.Extension is null) return;
        throw new ComposerException(ExtensionErrors.WrongRecipe, "is the recipe of an extension, which needs a base", new SourceLocation(recipe.Path), "run: initrd-composer sysext build RECIPE --base OUT -o DIR");
    }

    private static string FolderOf(Recipe recipe) => Path.GetDirectoryName(Path.GetFullPath(recipe.Path))!;

    internal static DirectProgress<FetchProgress>? Counted(IProgress<ComposerProgress>? progress) =>
        progress is null ? null : new(fetched => progress.Report(new("fetching packages", fetched.Packages, fetched.TotalPackages)));
}
