using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Root.HostTrees;

/// <summary>
/// A kernel's build folder after `make`, as `make modules_install` would install it (Documentation/kbuild/modules.rst): modules by modules.order, below
/// kernel/; not stripped, not signed, not compressed.
/// </summary>
internal static class BuiltKernel
{
    /// <summary>Null where there is no build.</summary>
    /// <param name="disk">Where.</param>
    /// <param name="folder">The build's.</param>
    /// <param name="architecture">Whose image is wanted.</param>
    /// <param name="location">What names the folder.</param>
    /// <exception cref="ComposerException">It is not finished: something is announced that is not there.</exception>
    public static KernelFiles? TryRead(Disk disk, string folder, string architecture, SourceLocation location)
    {
        string release = Path.Combine(folder, "include", "config", "kernel.release");
        var view = new DiskView(disk);
        if (!view.HasFile(release)) return null;
        string version = Encoding.UTF8.GetString(FileSource.ReadAllBytes(disk, release)).Trim();
        if (version.Length == 0 || version.Contains('/') || version is "." or "..") throw Unfinished($"include/config/kernel.release: got \"{version}\"", location);

        var files = new List<HostKernelFile>();
        foreach (string list in BuildLists.Names.Take(2).Where(list => view.HasFile(Path.Combine(folder, list)))) files.Add(new HostKernelFile.OfHost(list, Path.Combine(folder, list)));
        if (Images(architecture).Select(image => Path.Combine(folder, image)).FirstOrDefault(view.HasFile) is string image)
        {
            files.Add(new HostKernelFile.OfHost(HostKernelFile.Image, image));
        }

        string order = Path.Combine(folder, "modules.order");
        string[] modules = view.HasFile(order) ? Encoding.UTF8.GetString(FileSource.ReadAllBytes(disk, order)).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        string[] paths =
        [
            .. modules.Select(line => Candidates(line).FirstOrDefault(path => view.HasFile(Path.Combine(folder, path)))
                ?? throw Unfinished($"{line} of modules.order is not there", location)).Distinct(StringComparer.Ordinal),
        ];
        files.AddRange(paths.Select(path => new HostKernelFile.OfHost($"kernel/{path}", Path.Combine(folder, path))));
        files.Add(new HostKernelFile.Text("modules.order", Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => $"kernel/{path}\n")))));
        return new(version, files);
    }

    /// <summary>Kernels write "x.ko", "x.o" since 6.3, and before 5.3 "kernel/x.ko", which is also the name of a folder of the sources.</summary>
    private static string[] Candidates(string line)
    {
        string path = line.EndsWith(".o", StringComparison.Ordinal) ? line[..^1] + "ko" : line;
        return path.StartsWith("kernel/", StringComparison.Ordinal) ? [path, path["kernel/".Length..]] : [path];
    }

    /// <summary>What an EFI stub can start comes first.</summary>
    private static string[] Images(string architecture) => architecture switch
    {
        "aarch64" => ["arch/arm64/boot/vmlinuz.efi", "arch/arm64/boot/Image", "arch/arm64/boot/Image.gz"],
        _ => ["arch/x86/boot/bzImage"],
    };

    private static ComposerException Unfinished(string what, SourceLocation location) =>
        new(RootErrors.NoKernelFolder, $"roles.kernel: the kernel build is not finished: {what}", location, "run make in it first");
}
