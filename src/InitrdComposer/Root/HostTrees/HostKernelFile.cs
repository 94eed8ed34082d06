namespace InitrdComposer.Root.HostTrees;

/// <summary>A kernel of the host.</summary>
/// <param name="Version">The kernel release, `uname -r`.</param>
internal sealed record KernelFiles(string Version, IReadOnlyList<HostKernelFile> Files);

/// <summary>What an image can take of a kernel.</summary>
/// <param name="Path">Below /usr/lib/modules/KVER.</param>
internal abstract record HostKernelFile(string Path)
{
    /// <summary>Where packages have the kernel image.</summary>
    public const string Image = "vmlinuz";

    /// <param name="HostPath">Absolute.</param>
    public sealed record OfHost(string Path, string HostPath) : HostKernelFile(Path);

    /// <param name="Target">As it is.</param>
    public sealed record Link(string Path, string Target) : HostKernelFile(Path);

    /// <summary>What the kernel's installation would have written.</summary>
    public sealed record Text(string Path, ReadOnlyMemory<byte> Bytes) : HostKernelFile(Path);

    public static bool IsModule(string name) =>
        name.EndsWith(".ko", StringComparison.Ordinal) || name.EndsWith(".ko.xz", StringComparison.Ordinal)
        || name.EndsWith(".ko.zst", StringComparison.Ordinal) || name.EndsWith(".ko.gz", StringComparison.Ordinal);
}
