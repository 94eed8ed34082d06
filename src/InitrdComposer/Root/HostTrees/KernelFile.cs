namespace InitrdComposer.Root.HostTrees;

/// <summary>A kernel of the host.</summary>
/// <param name="Version">The kernel release, `uname -r`.</param>
internal sealed record KernelFiles(string Version, IReadOnlyList<KernelFile> Files);

/// <summary>What an image can take of a kernel.</summary>
/// <param name="Path">Below /usr/lib/modules/KVER.</param>
internal abstract record KernelFile(string Path)
{
    /// <summary>Lists of the kernel build that modprobe and depmod read, beside the modules.</summary>
    public static readonly string[] Lists = ["modules.builtin", "modules.builtin.modinfo", "modules.order"];

    /// <summary>Where packages have the kernel image.</summary>
    public const string Image = "vmlinuz";

    /// <param name="HostPath">Absolute.</param>
    public sealed record OfHost(string Path, string HostPath) : KernelFile(Path);

    /// <param name="Target">As it is.</param>
    public sealed record Link(string Path, string Target) : KernelFile(Path);

    /// <summary>What the kernel's installation would have written.</summary>
    public sealed record Text(string Path, ReadOnlyMemory<byte> Bytes) : KernelFile(Path);

    public static bool IsModule(string name) =>
        name.EndsWith(".ko", StringComparison.Ordinal) || name.EndsWith(".ko.xz", StringComparison.Ordinal)
        || name.EndsWith(".ko.zst", StringComparison.Ordinal) || name.EndsWith(".ko.gz", StringComparison.Ordinal);
}
