using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>
/// What packages ship and no initrd needs. Files that a recipe adds itself always stay. "mkosi" marks what mkosi-initrd removes too (v27, its
/// RemoveFiles=, WithDocs=no and CleanPackageMetadata=yes).
/// </summary>
internal static class DefaultRemovals
{
    /// <summary>Removed always, with everything below.</summary>
    public static ImmutableArray<PathGlob> Always { get; } = Globs(
        "/boot/*", // kernel images and boot loaders come by role, not by path
        "/etc/services", // mkosi: 670 kB of port names
        "/usr/lib/systemd/catalog", // mkosi: journalctl's explanations
        "/usr/lib/modules/*/System.map", // mkosi; /boot's of other distributions
        "/usr/lib/modules/*/config", // the build configuration of the kernel
        "/usr/lib/modules/*/vmlinu[xz]*", // mkosi: the kernel image comes by role
        "/usr/lib/modules/*/.vmlinuz.hmac", // its FIPS checksum
        "/usr/lib/.build-id", // links by which debuggers find symbols
        "/usr/lib/debug", // the symbols
        "/usr/lib/sysimage/libdnf5", // mkosi: package databases
        "/usr/lib/sysimage/rpm", // mkosi
        "/var/lib/dnf", // mkosi
        "/var/lib/rpm", // mkosi
        "/var/lib/zypp", // mkosi
        "/var/cache", // mkosi
        "/var/log"); // mkosi

    /// <summary>mkosi: sources of hwdb.bin, which stays if a package ships it. Removed unless the recipe has it compiled.</summary>
    public static ImmutableArray<PathGlob> HardwareDatabase { get; } = Globs("/etc/udev/hwdb.d", "/usr/lib/udev/hwdb.d");

    /// <summary>Removed unless documentation is wanted, besides what packages mark as documentation.</summary>
    public static ImmutableArray<PathGlob> Documentation { get; } = Globs(
        "/usr/share/doc",
        "/usr/share/groff",
        "/usr/share/gtk-doc",
        "/usr/share/help",
        "/usr/share/info",
        "/usr/share/man");

    /// <summary>Where each folder is one locale's.</summary>
    public static ImmutableArray<PathGlob> Locales { get; } = Globs("/usr/lib/locale/*/", "/usr/share/locale/*/");

    private static ImmutableArray<PathGlob> Globs(params ReadOnlySpan<string> patterns)
    {
        ImmutableArray<PathGlob>.Builder globs = ImmutableArray.CreateBuilder<PathGlob>(patterns.Length);
        foreach (string pattern in patterns) globs.Add(PathGlob.Parse(pattern));
        return globs.DrainToImmutable();
    }
}
