using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// Lets devices that were probed before extensions were merged find the drivers and rules that these brought: systemd's merging units are not ordered
/// against udev's coldplug, and udev reads its rules once. Only where the image merges extensions at boot.
/// </summary>
internal static class ExtensionColdplug
{
    private const string Units = "/usr/lib/systemd/system";

    private const string Name = "extension-coldplug.service";

    /// <summary>Of systemd up to 257, and those for initrds alone of 258 and later.</summary>
    private static readonly string[] MergingUnits =
        ["systemd-sysext.service", "systemd-confext.service", "systemd-sysext-initrd.service", "systemd-confext-initrd.service"];

    // What is merged leaves a list at the top of the hierarchy (systemd, src/sysext/sysext.c): nothing merged, nothing to do. Without --settle, as
    // systemd-udev-trigger.service: what needs a device waits for that device.
    private const string Text =
        """
        [Unit]
        Description=Coldplug All udev Devices Again, for Drivers and Rules of Extensions
        Documentation=man:systemd-sysext.service(8) man:udevadm(8)
        DefaultDependencies=no
        Wants=systemd-udevd.service
        After=systemd-udevd.service systemd-udev-trigger.service
        After=systemd-sysext.service systemd-confext.service systemd-sysext-initrd.service systemd-confext-initrd.service
        Conflicts=shutdown.target initrd-switch-root.target
        Before=shutdown.target initrd-switch-root.target
        ConditionPathIsReadWrite=/sys
        ConditionPathExists=|/usr/.systemd-sysext/extensions
        ConditionPathExists=|/etc/.systemd-confext/extensions

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=udevadm control --reload
        ExecStart=-udevadm trigger --type=devices --action=add

        """;

    public static RootTree Apply(RootTree tree) => MergesExtensions(tree)
        ? tree.WithUnlessPresent(Generated.File("extension-coldplug", RootPath.Of($"{Units}/{Name}"), Text))
            .WithUnlessPresent(Generated.Link("extension-coldplug", RootPath.Of($"{Units}/sysinit.target.wants/{Name}"), $"../{Name}"))
        : tree;

    /// <summary>Some unit wants one of systemd's that merge.</summary>
    private static bool MergesExtensions(RootTree tree) =>
        new[] { "/etc/systemd/system", Units }
            .SelectMany(folder => tree.Below(RootPath.Of(folder)))
            .Any(node => (node.Path.Parent.Name.EndsWith(".wants"u8) || node.Path.Parent.Name.EndsWith(".requires"u8))
                && MergingUnits.Contains(Encoding.UTF8.GetString(node.Path.Name)));
}
