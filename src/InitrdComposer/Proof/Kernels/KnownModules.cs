using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Modules;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Kernels;

/// <summary>
/// Modules that were read and held against their kernel when the kernel's packages were (<see cref="ModuleCatalogReader"/>), by the digest of their files: they need not be unpacked again.
/// </summary>
internal sealed class KnownModules
{
    private readonly Dictionary<(string Version, Digest File), CatalogModule> _modules = [];

    private KnownModules()
    {
    }

    /// <summary>None: an image is all that there is.</summary>
    public static KnownModules None { get; } = new();

    public static KnownModules Of(ImmutableArray<ModuleCatalog> kernels)
    {
        var known = new KnownModules();
        foreach (ModuleCatalog kernel in kernels)
        {
            foreach (CatalogModule module in kernel.Modules)
            {
                if (module.Decompressed is DecompressedSize size) known._modules.TryAdd((kernel.KernelVersion, size.Digest), module);
                if (kernel.Kernel.TryGet(kernel.Folder.Append(module.Path), out RootNode? node) && node.Inode.Body is FileBody.Regular file) known._modules.TryAdd((kernel.KernelVersion, file.Content.Digest), module);
            }
        }

        return known;
    }

    /// <summary>What a module of this kernel says of itself; null: not one of those.</summary>
    public CatalogModule? Find(string version, FileContent content) => _modules.GetValueOrDefault((version, content.Digest));
}
