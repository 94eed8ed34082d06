using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Derived;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Libraries;
using InitrdComposer.Lock;
using InitrdComposer.Modules;
using InitrdComposer.Removal;
using InitrdComposer.Root;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Root.Payload;
using InitrdComposer.Tree;

namespace InitrdComposer;

/// <summary>A recipe's initrds before they are packed, with what they were made of.</summary>
/// <param name="Headers">Of all packages of the lock.</param>
/// <param name="Kernel">The files of kernel packages and kernel folders.</param>
/// <param name="Stub">Of the stub's package.</param>
/// <param name="Microcode">Of packages of microcode.</param>
/// <param name="Kernels">What was found in the kernel's files.</param>
/// <param name="Trees">The initrds.</param>
internal sealed record ComposedInitrds(
    PackageHeaders Headers, RootTree Kernel, RootTree Stub, RootTree Microcode, ImmutableArray<ModuleCatalog> Kernels, InitrdTrees Trees)
{
    /// <summary>Contents of the trees, whose small files are remembered.</summary>
    public required SmallFiles Texts { get; init; }

    /// <summary>What their files need of each other.</summary>
    public required NeedsCatalog Needs { get; init; }

    /// <param name="recipe">What is built.</param>
    /// <param name="locked">Its packages.</param>
    /// <param name="host">Its folders of the host.</param>
    /// <param name="store">Has the packages.</param>
    /// <param name="spool">Takes what is unpacked.</param>
    /// <param name="tools">What is needed from outside.</param>
    /// <exception cref="ComposerException">A package is not the locked one, or the recipe does not fit the packages.</exception>
    public static ComposedInitrds Of(
        Recipe recipe, LockFile locked, HostFolders host, IPackageStore store, Spool spool, ComposerTools tools, IProgress<ComposerProgress>? progress, CancellationToken cancellation)
    {
        progress?.Report(new("reading package headers"));
        var headers = PackageHeaders.Read(store, locked.Packages);
        RequestCheck.Require(headers, recipe.Path);
        ImmutableArray<Userspace> userspaces = Userspace.AllOf(recipe, headers, host.ExtraTrees);
        KernelTrees.RequireApart(host.Kernels, headers.Of(PackageRole.Kernel));
        RootTree kernel = RootBuilder.FromHeaders(headers.Of(PackageRole.Kernel), host.Kernels);
        RootTree stub = RootBuilder.FromHeaders(headers.Of(PackageRole.Stub), []);
        RootTree microcode = RootBuilder.FromHeaders(headers.Of(PackageRole.Microcode), []);

        var contents = new Contents(tools.Disk, [.. userspaces.Select(userspace => userspace.Tree), kernel, stub, microcode], store, locked.Packages, spool);
        var texts = new SmallFiles(contents, locked.Packages, tools.Remembered);
        progress?.Report(new("unpacking"));
        contents.Prefetch(texts.Unknown);

        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new("choosing kernel modules"));
        ImmutableArray<ModuleCatalog> kernels =
            recipe.Roles.Kernels.IsEmpty ? [] : ModuleCatalogReader.ReadAll(kernel, texts, contents, recipe.Architecture, recipe.Modules.Storage, tools.Remembered);
        progress?.Report(new("making initrds of packages"));
        var needs = new NeedsCatalog(contents, tools.Remembered);
        var trees = InitrdTrees.Of(recipe, locked, userspaces, kernels, texts, needs, new(contents, tools.Remembered));
        texts.Remember();
        return new(headers, kernel, stub, microcode, kernels, trees) { Texts = texts, Needs = needs };
    }
}
