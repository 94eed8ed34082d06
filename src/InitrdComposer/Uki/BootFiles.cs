using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki;

/// <summary>The files that role packages are wanted for, beside modules.</summary>
/// <param name="Kernels">By kernel release.</param>
/// <param name="Stub">Null where no UKI is asked for.</param>
public sealed record BootFiles(ImmutableSortedDictionary<string, RootNode> Kernels, RootNode? Stub)
{
    private static readonly DiagnosticId NotInPackage = new("UKI", 1, FailureKind.Usage);

    /// <summary>As a tree, whose contents can be asked for.</summary>
    public RootTree Tree => RootTree.Of(Stub is null ? Kernels.Values : Kernels.Values.Append(Stub));

    /// <param name="recipe">Says whether there is a UKI, and for which architecture.</param>
    /// <param name="versions">Kernel releases.</param>
    /// <param name="kernel">Of the packages in the kernel role.</param>
    /// <param name="stub">Of the packages in the stub role.</param>
    /// <exception cref="ComposerException">A kernel or the stub is not where packages have it.</exception>
    public static BootFiles Of(Recipe recipe, IEnumerable<string> versions, RootTree kernel, RootTree stub) => new(
        versions.Distinct().ToImmutableSortedDictionary(version => version, version => FindKernel(kernel, version), StringComparer.Ordinal),
        recipe.Uki is null || recipe.Roles.Stub is null ? null : FindStub(stub, recipe.Architecture));

    /// <summary>The kernel image: /usr/lib/modules/VERSION/vmlinuz where packages follow the UAPI layout, else /boot/vmlinuz-VERSION.</summary>
    private static RootNode FindKernel(RootTree kernel, string version) =>
        Find(kernel, "kernel", [$"/usr/lib/modules/{version}/vmlinuz", $"/lib/modules/{version}/vmlinuz", $"/boot/vmlinuz-{version}"]);

    /// <summary>systemd-stub for an architecture as RPM writes it.</summary>
    private static RootNode FindStub(RootTree stub, string architecture) =>
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
