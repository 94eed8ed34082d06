using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki;

/// <summary>Finds the files that role packages are wanted for.</summary>
public static class BootFiles
{
    private static readonly DiagnosticId NotInPackage = new("UKI", 1, FailureKind.Usage);

    /// <summary>The kernel image: /usr/lib/modules/VERSION/vmlinuz where packages follow the UAPI layout, else /boot/vmlinuz-VERSION.</summary>
    /// <param name="kernel">Of the packages in the kernel role.</param>
    /// <param name="version">`uname -r`.</param>
    /// <exception cref="ComposerException">The packages have neither.</exception>
    public static RootNode FindKernel(RootTree kernel, string version) =>
        Find(kernel, "kernel", [$"/usr/lib/modules/{version}/vmlinuz", $"/lib/modules/{version}/vmlinuz", $"/boot/vmlinuz-{version}"]);

    /// <summary>systemd-stub for an architecture as RPM writes it.</summary>
    /// <exception cref="ComposerException">The package does not have it, or there is none for the architecture.</exception>
    public static RootNode FindStub(RootTree stub, string architecture) =>
        Find(stub, "stub", [$"/usr/lib/systemd/boot/efi/linux{EfiArchitecture(architecture)}.efi.stub"]);

    private static RootNode Find(RootTree tree, string role, string[] paths)
    {
        foreach (string path in paths)
        {
            if (tree.TryFind(RootPath.Of(path), out RootNode? node) && node.Inode.Body is FileBody.Regular) return node;
        }

        throw new ComposerException(NotInPackage, $"roles.{role}: the package has no {string.Join(" and no ", paths)}", hint: "name the package that does");
    }

    private static string EfiArchitecture(string architecture) => architecture switch
    {
        "x86_64" => "x64",
        "aarch64" => "aa64",
        "riscv64" => "riscv64",
        "loongarch64" => "loongarch64",
        _ => throw new ComposerException(NotInPackage, $"architecture: systemd has no stub for {architecture}"),
    };
}
