using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>The folder of a kernel's modules.</summary>
/// <param name="Path">/usr/lib/modules/KVER, or /lib/modules/KVER as some packages have it.</param>
/// <param name="Version">The kernel release, `uname -r`.</param>
internal sealed record KernelFolder(RootPath Path, string Version)
{
    private static readonly RootPath[] Parents = [RootPath.Of("usr/lib/modules"), RootPath.Of("lib/modules")];

    /// <summary>
    /// The kernels whose own files (modules.builtin, modules.order, kernel/) are there, by version as text; folders that only hold somebody's additions
    /// to another kernel do not count.
    /// </summary>
    /// <exception cref="ComposerException">There is none.</exception>
    public static IReadOnlyList<KernelFolder> FindAll(RootTree kernel)
    {
        KernelFolder[] found =
        [
            .. Parents.SelectMany(kernel.Below)
                .Where(node => node.Path.Name is var name
                    && (name.SequenceEqual("modules.builtin"u8) || name.SequenceEqual("modules.order"u8) || name.SequenceEqual("kernel"u8)))
                .Select(node => node.Path.Parent)
                .Where(folder => Parents.Contains(folder.Parent))
                .Distinct()
                .Select(folder => new KernelFolder(folder, Printable.Escape(folder.Name)))
                .OrderBy(folder => folder.Version, StringComparer.Ordinal),
        ];
        return found.Length > 0 ? found : throw new ComposerException(
            ModuleErrors.NoKernel, "the kernel packages hold no /usr/lib/modules/KVER with a kernel's own files",
            hint: "name the package that has the modules as well, where a distribution splits them");
    }
}
