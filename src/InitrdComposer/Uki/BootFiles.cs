using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;

namespace InitrdComposer.Uki;

/// <summary>The files that role packages are wanted for, beside modules, and those of the host that stand in for them.</summary>
/// <param name="Kernels">By kernel release.</param>
/// <param name="Stub">Null where no UKI is asked for.</param>
public sealed record BootFiles(ImmutableSortedDictionary<string, RootNode> Kernels, RootNode? Stub)
{
    private static readonly DiagnosticId NotInPackage = new("UKI", 1, FailureKind.Usage);

    /// <summary>Null where no addon is asked for.</summary>
    public RootNode? AddonStub { get; init; }

    /// <summary>Null where no splash is asked for.</summary>
    public RootNode? Splash { get; init; }

    /// <summary>As trees, whose contents can be asked for.</summary>
    public IReadOnlyList<RootTree> Trees => [RootTree.Of(Kernels.Values), .. new[] { Stub, AddonStub, Splash }.OfType<RootNode>().Select(node => RootTree.Of([node]))];

    /// <param name="recipe">Says whether there is a UKI, and for which architecture.</param>
    /// <param name="versions">Kernel releases.</param>
    /// <param name="kernel">Of the packages in the kernel role.</param>
    /// <param name="stub">Of the packages in the stub role.</param>
    /// <param name="host">Of <see cref="UkiHostFiles"/>.</param>
    /// <exception cref="ComposerException">A kernel or the stub is not where packages have it.</exception>
    public static BootFiles Of(Recipe recipe, IEnumerable<string> versions, RootTree kernel, RootTree stub, RootTree host)
    {
        RootNode? HostFile(string key) => host.TryFind(UkiHostFiles.PathOf(key), out RootNode? node) ? node : null;
        RootNode? Packaged(string prefix) => recipe.Roles.Stub is null ? null : FindStub(stub, prefix, recipe.Architecture);
        return new(
            versions.Distinct().ToImmutableSortedDictionary(version => version, version => FindKernel(kernel, version), StringComparer.Ordinal),
            recipe.Uki is null ? null : HostFile("stub") ?? Packaged("linux"))
        {
            AddonStub = recipe.Uki is { NeedsAddonStub: true } ? HostFile("addon-stub") ?? Packaged("addon") : null,
            Splash = HostFile("splash"),
        };
    }

    /// <summary>The kernel image: /usr/lib/modules/VERSION/vmlinuz where packages follow the UAPI layout, else /boot/vmlinuz-VERSION.</summary>
    private static RootNode FindKernel(RootTree kernel, string version) =>
        Find(kernel, "kernel", [$"/usr/lib/modules/{version}/vmlinuz", $"/lib/modules/{version}/vmlinuz", $"/boot/vmlinuz-{version}"]);

    /// <summary>systemd-stub, or the one of addons, for an architecture as RPM writes it.</summary>
    private static RootNode FindStub(RootTree stub, string prefix, string architecture) =>
        Find(stub, "stub", [$"/usr/lib/systemd/boot/efi/{prefix}{EfiArchitecture(architecture)}.efi.stub"]);

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
