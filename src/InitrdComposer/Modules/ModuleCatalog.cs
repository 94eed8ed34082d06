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
}
