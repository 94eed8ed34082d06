using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>All modules of a kernel, in the order of depmod's files, and what the kernel has built in. A pure function of the kernel's packages.</summary>
/// <param name="Kernel">The tree of the kernel's packages.</param>
/// <param name="Folder">/usr/lib/modules/KVER in that tree.</param>
/// <param name="KernelVersion">The kernel release, `uname -r`.</param>
/// <param name="Builtin">The text of modules.builtin, or null.</param>
/// <param name="BuiltinInfo">Of modules.builtin.modinfo, or null.</param>
/// <param name="Notices">What was left out.</param>
public sealed record ModuleCatalog(
    RootTree Kernel, RootPath Folder, string KernelVersion, ImmutableArray<CatalogModule> Modules, string? Builtin,
    ImmutableArray<BuiltinModuleInfo>? BuiltinInfo, ImmutableArray<Notice> Notices)
{
    /// <summary>Paths of what is built in, as modules.builtin has them: "kernel/fs/ext4/ext4.ko".</summary>
    public ImmutableArray<string> BuiltinPaths { get; } = [.. (Builtin ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>
    /// Where a module stands in every image that has it, and so in the index: relative to the kernel's folder, without the suffix of its compression if the
    /// catalog was read for modules that are stored uncompressed. One that is reached through a link stays as it is: the link names it.
    /// </summary>
    public string PlaceOf(CatalogModule module) =>
        module.Decompressed is not null && Kernel.TryGet(Folder.Append(module.Path), out RootNode? node) && node.Inode.Body is FileBody.Regular
            ? module.DecompressedPath
            : module.Path;

    /// <summary>The kernel as if it had only these modules: what depmod sees that is run over an image.</summary>
    /// <param name="isThere">Asked once for each module.</param>
    public ModuleCatalog Only(Predicate<CatalogModule> isThere)
    {
        int[] kept = [.. Enumerable.Range(0, Modules.Length).Where(i => isThere(Modules[i]))];
        var places = kept.Select((index, place) => (index, place)).ToDictionary(pair => pair.index, pair => pair.place);
        return this with { Modules = [.. kept.Select(index => Modules[index] with { SymbolDependencies = Renumbered(Modules[index].SymbolDependencies) })] };

        ImmutableArray<int> Renumbered(ImmutableArray<int> dependencies) => [.. dependencies.Where(places.ContainsKey).Select(index => places[index])];
    }
}
