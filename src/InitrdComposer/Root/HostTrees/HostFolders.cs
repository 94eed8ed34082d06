using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Root.HostTrees;

/// <summary>The folders of the host that initrds are made of besides packages.</summary>
/// <param name="ExtraTrees">What is laid over the packages' files.</param>
/// <param name="Kernels">Kernels that are no packages.</param>
public sealed record HostFolders(IReadOnlyList<RootNode> ExtraTrees, IReadOnlyList<RootNode> Kernels)
{
    /// <param name="disk">Where they are.</param>
    /// <param name="recipe">Which they are.</param>
    /// <param name="locked">What the kernels were.</param>
    /// <param name="folder">Where relative ones start.</param>
    /// <exception cref="ComposerException">One is not there, cannot be packed, or is not what was locked.</exception>
    public static HostFolders Read(Disk disk, Recipe recipe, LockFile locked, string folder) =>
        new(HostTrees.ExtraTrees.Read(disk, recipe.ExtraTrees, folder), KernelTrees.Read(disk, recipe, locked, folder));
}
