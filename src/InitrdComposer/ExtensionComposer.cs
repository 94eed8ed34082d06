using System.Collections.Immutable;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Cpio;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Formats;
using InitrdComposer.Libraries;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Repository;
using InitrdComposer.Root;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Root.Payload;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>System and configuration extensions of a base, by the same two verbs and the same seam as the base itself.</summary>
public static class ExtensionComposer
{
    /// <summary>Pins what an extension adds to a base, whose packages stay as they are.</summary>
    /// <param name="recipe">Of the extension.</param>
    /// <param name="request">The lock that is there.</param>
    /// <exception cref="ComposerException">A repository is unreachable or malformed, or nothing satisfies the recipe beside the base.</exception>
    public static async Task<LockResult> LockAsync(
        Recipe recipe, BuiltBase onBase, LockRequest request, ComposerTools tools, IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireExtension(recipe);
        recipe = onBase.Complete(recipe);
        progress?.Report(new("reading the base's packages"));
        using PackageStore store = await tools.Fetcher.FetchAsync(onBase.Lock, onBase.Folder, cancellation: cancellation);
        ImmutableArray<DescribedPackage> installed =
        [
            .. from package in onBase.Lock.Packages
               where package.Role == PackageRole.Install && package.Variants.IsEmpty && !PackageRemovals.Includes(onBase.Recipe.Packages.Remove, package.Nevra.Name)
               select new DescribedPackage(store.Open(package).Description, package.Location, package.Digest, package.Size),
        ];

        progress?.Report(new("loading repositories"));
        RepositoryLoader loader = tools.Loader;
        RepositorySet repositories = await loader.LoadAsync(recipe.Repositories, onBase.Folder, installed, cancellation);
        Relock.RefuseRollback(request, repositories);
        progress?.Report(new("resolving"));
        (repositories, ImmutableArray<RoleResolution> roles) = await RecipeResolution.ResolveAsync(recipe, request, repositories, loader, cancellation);
        (repositories, roles, ImmutableArray<Notice> missing) = await new DlopenClosure(recipe, onBase.Folder, loader, tools).CloseAsync(repositories, roles, progress, cancellation);
        var locked = Locker.Lock(recipe, repositories, roles, LockedTools.Of(recipe));
        locked = locked with { SourceDateEpoch = recipe.SourceDateEpoch ?? Math.Max(locked.SourceDateEpoch, onBase.Lock.SourceDateEpoch) };
        return Relock.Compare(request, locked, repositories, roles) with
        {
            Notices = [.. repositories.Notices, .. missing],
            Choices = new(() => RecipeResolution.ChoicesOf(repositories.Pool, roles)),
        };
    }

    /// <summary>Builds extensions of one base into a folder, which changes in one step when everything is done.</summary>
    /// <param name="extensions">Their recipes and locks, by distinct names.</param>
    /// <param name="onBase">What they are merged into.</param>
    /// <param name="signer">Of the root hashes of recipes that name nobody; null: they are not signed.</param>
    /// <param name="output">The folder.</param>
    /// <param name="tools">What is needed from outside.</param>
    /// <param name="isStrict">A notice is an error, and nothing is published.</param>
    /// <exception cref="ComposerException">The base is not what its manifest says, or an extension does not go with it or with another one.</exception>
    public static async Task<Composition<ExtensionsManifest>> BuildAsync(
        IReadOnlyList<(Recipe Recipe, LockDocument Lock)> extensions, BuiltBase onBase, SignerRequest? signer, string output, ComposerTools tools, bool isStrict,
        IProgress<ComposerProgress>? progress = null, CancellationToken cancellation = default)
    {
        progress?.Report(new("comparing with what is there"));
        foreach ((Recipe recipe, LockDocument _) in extensions) RequireExtension(recipe);
        var inputs = new List<ExtensionInput>();
        var attestors = new List<Attestor>();
        try
        {
            inputs.AddRange(extensions.Select(extension => ExtensionInput.Read(tools.Disk, onBase.Complete(extension.Recipe), extension.Lock, signer)));
            attestors.AddRange(inputs.Select(input => Attestor.Of(tools.Disk, input.Recipe, input.Document, input.Folder, input.Extra, RootTree.Of([]))));
            return await BuildAsync(inputs, attestors, onBase, output, tools, isStrict, progress, cancellation);
        }
        finally
        {
            attestors.ForEach(attestor => attestor.Dispose());
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static async Task<Composition<ExtensionsManifest>> BuildAsync(
        IReadOnlyList<ExtensionInput> inputs, IReadOnlyList<Attestor> attestors, BuiltBase onBase, string output, ComposerTools tools, bool isStrict, IProgress<ComposerProgress>? progress, CancellationToken cancellation)
    {
        Digest digest = BuildInputs.DigestOf(
            onBase.LockDigest, onBase.Images.Select(image => image.Content),
            inputs.Select(input => (input.Recipe, input.Document, input.Extra, input.Signer is null ? null : $"{Digest.Sha256Of(input.Signer.Certificates[0].RawData)}")));
        OutputFolder.RemoveLeftovers(tools.Disk, output);
        if (AttestedFolder.Find(tools.Disk, output, digest, isStrict, attestors, signers => inputs.All(input => tools.Fetcher.StillBelieves(input.Lock, onBase.Folder, signers))) is { } kept) return new(null) { Kept = kept };
        using var outputs = new Outputs(tools.Disk, output);

        LockFile all = onBase.Lock with { Packages = [.. onBase.Lock.Packages.Concat(inputs.SelectMany(input => input.Lock.Packages)).DistinctBy(package => (package.Digest, package.Role))] };
        using PackageStore store = await tools.Fetcher.FetchAsync(all, onBase.Folder, Composer.Counted(progress), cancellation);
        using var spool = new Spool(tools.Disk, tools.SpoolFolder);
        var host = HostFolders.Read(tools.Disk, onBase.Recipe, onBase.Lock, onBase.Folder);
        var initrds = ComposedInitrds.Of(onBase.Recipe, onBase.Lock, host, store, spool, tools, progress, cancellation);
        ImmutableArray<ExtensionSurface> surfaces = SurfacesOf(onBase, initrds);
        RequireSame(onBase, surfaces, new Contents(tools.Disk, [.. surfaces.Select(surface => surface.Tree)], store, all.Packages, spool));

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("composing extensions"));
        ImmutableArray<ComposedExtension> composed = [.. inputs.SelectMany(input => ComposedExtension.AllOf(input, surfaces, HeadersOf(input, store)))];
        ComposedExtension.RequireApart(composed);
        var contents = new Contents(tools.Disk, [.. surfaces.Select(surface => surface.Tree), .. composed.Select(extension => extension.Tree.Files)], store, all.Packages, spool);
        var needs = new NeedsCatalog(contents, tools.Remembered);
        foreach (ComposedExtension extension in composed) RequireDlopened(extension, needs, contents);

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("writing images"));
        var writer = new ExtensionWriter(contents, outputs, tools);
        ImmutableArray<(BuiltExtension Extension, ImmutableArray<Notice> Notices)> written = [.. composed.Select(writer.Write)];
        AttestedExtensions[] attested = [.. inputs.Select(input => new AttestedExtensions(input, onBase.Lock, written.Select(one => one.Extension)))];
        foreach ((ExtensionInput input, AttestedExtensions own) in inputs.Zip(attested))
        {
            LockFile packages = own.Packages();
            SbomWriter.Write(input.Recipe, packages, PackageHeaders.Read(store, packages.Packages).All, own.Outputs(outputs.Files), digest, contents, tools.Remembered, outputs);
            outputs.WriteLock(input.Recipe.Name, input.Document);
            outputs.Write("recipe", input.Recipe.Name + ".toml", input.Recipe.Text);
        }

        var signatures = TrustReport.Of(all, store);
        var manifest = new ExtensionsManifest(
            digest, onBase.LockDigest, outputs.Files, [.. inputs.SelectMany(input => LockedTools.Differences(input.Lock, input.Recipe)).Concat(signatures.Notices).Concat(written.SelectMany(one => one.Notices)).Distinct()],
            [.. written.Select(one => one.Extension)])
        {
            Signatures = signatures,
        };
        if (isStrict && manifest.Notices is [Notice first, ..]) throw ComposerException.Of(first);
        BuiltFile writtenManifest = outputs.Write(manifest, contents);
        ImmutableArray<BuiltFile> files = outputs.Files;
        foreach ((Attestor attestor, AttestedExtensions own) in attestors.Zip(attested)) attestor.Write([.. own.Files(files), writtenManifest], outputs);
        outputs.Commit();
        return new(manifest);
    }

    private static void RequireExtension(Recipe recipe)
    {
        if (recipe.Extension is not null) return;
        throw new ComposerException(ExtensionErrors.WrongRecipe, "has no [extension]: it is a recipe of initrds", new SourceLocation(recipe.Path), "run: initrd-composer build");
    }

    /// <summary>The base's own initrds, one a kernel: whatever a variant has besides, an extension of these goes with it as well.</summary>
    private static ImmutableArray<ExtensionSurface> SurfacesOf(BuiltBase onBase, ComposedInitrds initrds)
    {
        IReadOnlyList<PackageHeader> headers = PackageRemovals.Apply(initrds.Headers.OfTree(null), onBase.Recipe.Packages.Remove);
        return
        [
            .. from initrd in initrds.Trees.Initrds
               where initrd.Variant is null
               select new ExtensionSurface(
                   initrd.Tree, headers, initrds.Kernels.FirstOrDefault(kernel => kernel.KernelVersion == initrd.Kernel), onBase.Recipe.Modules.Storage, onBase.Recipe.Modules.Index),
        ];
    }

    private static void RequireDlopened(ComposedExtension extension, NeedsCatalog needs, IContents contents)
    {
        RootTree merged = extension.Surface.Tree.With(extension.Tree.Files);
        DlopenCheck.Require(merged, needs.Of(merged), extension.Tree.Files.Contains, contents, extension.Input.Recipe.Path);
    }

    /// <summary>The base's tree was made anew: only if it is what was built, an extension of it goes with what was built.</summary>
    private static void RequireSame(BuiltBase onBase, ImmutableArray<ExtensionSurface> surfaces, IContents contents)
    {
        foreach (ExtensionSurface surface in surfaces)
        {
            var layout = InitrdLayout.Of(surface.Tree, OwnerNumbers.Of(surface.Tree, contents), onBase.Lock.SourceDateEpoch);
            Digest got = ContentDigest.Of(layout.Entries, contents);
            WrittenImage? built = onBase.Images.FirstOrDefault(image => image.Variant is null && image.KernelVersion == surface.Kernel?.KernelVersion);
            if (built?.Content == got) continue;
            throw new ComposerException(
                ExtensionErrors.Base, $"the base's content: got {got}, {ImageManifest.FileName} says {built?.Content?.ToString() ?? "nothing"}", new SourceLocation(onBase.Recipe.Path),
                "its extra trees have changed, or another version of this program built it: build the base again");
        }
    }

    /// <exception cref="ComposerException">A package is not the locked one, or nobody wants it.</exception>
    private static IReadOnlyList<PackageHeader> HeadersOf(ExtensionInput input, PackageStore store)
    {
        var headers = PackageHeaders.Read(store, input.Lock.Packages);
        RequestCheck.Require(headers, input.Recipe.Path);
        return headers.OfTree(null);
    }
}
