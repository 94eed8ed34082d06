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

    // What is merged leaves a list at the top of the hierarchy (systemd, src/sysext/sysext.c): nothing merged, nothing to do. Without --settle, as
    // systemd-udev-trigger.service: what needs a device waits for that device.
    private static readonly string Text =
        $"""
        [Unit]
        Description=Coldplug All udev Devices Again, for Drivers and Rules of Extensions
        Documentation=man:systemd-sysext.service(8) man:udevadm(8)
        DefaultDependencies=no
        Wants=systemd-udevd.service
        After=systemd-udevd.service systemd-udev-trigger.service
        After={string.Join(' ', MergingUnits.All)}
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

    public static RootTree Apply(RootTree tree) => MergingUnits.StartedIn(tree).Any()
        ? tree.WithUnlessPresent(Generated.File("extension-coldplug", RootPath.Of($"{Units}/{Name}"), Text))
            .WithUnlessPresent(Generated.Link("extension-coldplug", RootPath.Of($"{Units}/sysinit.target.wants/{Name}"), $"../{Name}"))
        : tree;
}
