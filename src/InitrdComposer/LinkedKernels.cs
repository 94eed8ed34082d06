using InitrdComposer.Config;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer;

/// <summary>The kernels as UKIs hold them, unpacked where packages have them compressed, until all UKIs are written.</summary>
internal sealed class LinkedKernels : IDisposable
{
    private readonly Dictionary<string, KernelFile> _kernels = new(StringComparer.Ordinal);

    private LinkedKernels()
    {
    }

    /// <exception cref="Diagnostics.ComposerException">A kernel is damaged; no space.</exception>
    public static LinkedKernels Open(Recipe recipe, BootFiles boot, IContents contents, ComposerTools tools)
    {
        var kernels = new LinkedKernels();
        if (recipe.Uki is null) return kernels;
        foreach ((string version, RootNode vmlinuz) in boot.Kernels) kernels._kernels.Add(version, KernelFile.Open(UkiRecipe.Named(vmlinuz, contents), tools.Disk, tools.SpoolFolder));
        return kernels;
    }

    /// <summary>Null: there is none of that release.</summary>
    public KernelFile? Of(string? version) => version is not null && _kernels.TryGetValue(version, out KernelFile? kernel) ? kernel : null;

    /// <summary>A UKI with what is to be told of its kernel.</summary>
    public LinkedUki WithNotice(LinkedUki uki, string? version) => Of(version)?.Notice is { } notice ? uki with { Notices = [notice, .. uki.Notices] } : uki;

    public void Dispose()
    {
        foreach (KernelFile kernel in _kernels.Values) kernel.Dispose();
    }
}
