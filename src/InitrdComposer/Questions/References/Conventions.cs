using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>
/// What is found by where it lies or how it is called, whoever put it there: folders that programs read whole, and names that are put together at run time. A row says who does so.
/// </summary>
internal static class Conventions
{
    private static readonly ImmutableArray<(string By, string[] Patterns)> Table =
    [
        ("systemd reads its units", ["/usr/lib/systemd/system/**", "/usr/local/lib/systemd/system/**", "/etc/systemd/system/**", "/run/systemd/system/**"]),
        ("systemd runs its generators", ["/usr/lib/systemd/system-generators/*", "/usr/local/lib/systemd/system-generators/*", "/etc/systemd/system-generators/*", "/usr/lib/systemd/system-environment-generators/*"]),
        ("systemd reads its configuration", ["/usr/lib/systemd/*.conf", "/usr/lib/systemd/*.conf.d/**", "/usr/lib/systemd/system-preset/*", "/usr/lib/systemd/network/**", "/usr/lib/systemd/boot/**"]),
        ("systemd runs what it finds there", ["/usr/lib/systemd/system-shutdown/*", "/usr/lib/systemd/system-sleep/*"]),
        ("udev reads its rules and hardware database", ["/usr/lib/udev/rules.d/*", "/usr/local/lib/udev/rules.d/*", "/usr/lib/udev/hwdb.d/*", "/usr/lib/udev/hwdb.bin"]),
        (
            "systemd's tools read all of it",
            [
                "/usr/lib/tmpfiles.d/*", "/usr/lib/sysusers.d/*", "/usr/lib/sysctl.d/*", "/usr/lib/modules-load.d/*", "/usr/lib/binfmt.d/*", "/usr/lib/environment.d/*", "/usr/lib/repart.d/*",
                "/usr/lib/credstore/**", "/usr/lib/credstore.encrypted/**", "/usr/lib/verity.d/*", "/usr/lib/extension-release.d/*", "/usr/lib/os-release", "/usr/lib/initrd-release",
            ]),
        ("modprobe and depmod read it", ["/usr/lib/modprobe.d/*", "/usr/lib/depmod.d/*", "/usr/lib/modules/**"]),
        ("the kernel reads microcode and ACPI tables before it unpacks the rest", ["/kernel/**"]),
        ("configuration: programs put together what they read", ["/etc/**"]),
        ("dracut's init reads and runs all of it", ["/usr/lib/dracut/**", "/var/lib/dracut/**", "/usr/lib/initrd/**", "/initqueue/**"]),
        ("initramfs-tools' init reads and runs all of it", ["/scripts/**", "/conf/**"]),
        ("mkinitcpio's init reads and runs all of it", ["/hooks/*", "/config", "/init_functions", "/VERSION", "/buildconfig", "/early_cpio"]),
        ("D-Bus reads its services", ["/usr/share/dbus-1/**"]),
        ("libc finds time zones and locales by the environment", ["/usr/lib/locale/**", "/usr/share/zoneinfo/UTC"]),
    ];

    /// <summary>Programs that put together what they run of a word and the name of a file system: fsck(8), mount(8), systemd-fsck(8), systemd-makefs(8), systemd-repart(8).</summary>
    private static readonly ImmutableArray<(string Word, string[] Programs)> ByFileSystem =
    [
        ("fsck", ["/usr/sbin/fsck", "/usr/bin/fsck", "/usr/lib/systemd/systemd-fsck"]),
        ("mount", ["/usr/bin/mount", "/usr/lib/**/libmount.so.*", "/usr/lib64/libmount.so.*"]),
        ("umount", ["/usr/bin/umount", "/usr/lib/**/libmount.so.*", "/usr/lib64/libmount.so.*"]),
        ("mkfs", ["/usr/sbin/mkfs", "/usr/bin/mkfs", "/usr/lib/systemd/systemd-makefs", "/usr/bin/systemd-repart"]),
    ];

    private static readonly string[] ProgramFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Commands that the kernel runs (call_usermodehelper), by their paths in Linux 6.12.</summary>
    private static readonly string[] KernelHelpers = ["/init", "/sbin/modprobe", "/sbin/request-key", "/sbin/poweroff", "/sbin/reboot", "/sbin/bridge-stp", "/sbin/drbdadm", "/sbin/nfsdcltrack", "/sbin/tomoyo-init"];

    public static IEnumerable<Reference> In(RootTree tree)
    {
        foreach (string helper in KernelHelpers)
        {
            if (tree.TryResolve(RootPath.Of(helper), followLast: false, out RootPath physical) && tree.TryGet(physical, out RootNode? node) && node.Inode.Body is not FileBody.Directory)
            {
                yield return new(null, physical, ReferenceKind.Kernel, $"the kernel runs {helper}");
            }
        }

        foreach ((string by, string[] patterns) in Table)
        {
            foreach (RootPath path in FilesOf(tree, patterns))
            {
                if (!IsStray(tree, path)) yield return new(null, path, ReferenceKind.Convention, by);
            }
        }

        foreach ((string word, string[] programs) in ByFileSystem)
        {
            RootPath[] run = [.. FilesOf(tree, ProgramFolders.Select(folder => $"{folder}/{word}.*"))];
            foreach (RootPath program in FilesOf(tree, programs))
            {
                foreach (RootPath path in run) yield return new(program, path, ReferenceKind.Convention, $"runs {word}.TYPE by the type of a file system");
            }
        }
    }

    private static IEnumerable<RootPath> FilesOf(RootTree tree, IEnumerable<string> patterns) =>
        patterns.SelectMany(pattern => PathGlob.Parse(pattern).In(tree)).Where(node => node.Inode.Body is not FileBody.Directory).Select(node => node.Path).Distinct();

    /// <summary>A link in /etc that says what to run if anybody asks (/etc/alternatives) is no configuration.</summary>
    private static bool IsStray(RootTree tree, RootPath path) =>
        path.IsWithin(RootPath.Of("/etc")) && !path.IsWithin(RootPath.Of("/etc/systemd")) && tree.TryGet(path, out RootNode? node) && node.Inode.Body is FileBody.SymbolicLink;
}
