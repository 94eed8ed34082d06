using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// Rules that keep udev's records of device-mapper and md devices over switch-root (udev(7), db_persist): the real root's udev would otherwise take
/// active devices for new ones. mkosi and dracut ship the same. Only where the image can set such devices up.
/// </summary>
internal static class DeviceMapper
{
    private static readonly string[] DeviceMapperPrograms =
    [
        "/usr/sbin/dmsetup", "/usr/bin/dmsetup", "/usr/sbin/lvm", "/usr/bin/lvm", "/usr/lib/systemd/systemd-cryptsetup", "/usr/bin/systemd-cryptsetup",
        "/usr/lib/systemd/systemd-veritysetup", "/usr/lib/systemd/systemd-integritysetup",
    ];

    public static RootTree Apply(RootTree tree)
    {
        if (HasAny(tree, DeviceMapperPrograms)) tree = WithRule(tree, "10-initrd-composer-dm.rules", "dm-[0-9]*");
        return HasAny(tree, "/usr/sbin/mdadm", "/usr/bin/mdadm") ? WithRule(tree, "10-initrd-composer-md.rules", "md[0-9]*|md_d[0-9]*") : tree;
    }

    private static bool HasAny(RootTree tree, params ReadOnlySpan<string> programs)
    {
        foreach (string program in programs)
        {
            if (tree.TryFind(RootPath.Of(program), out _)) return true;
        }

        return false;
    }

    private static RootTree WithRule(RootTree tree, string name, string devices) => tree.WithUnlessPresent(Generated.File(
        "device-mapper", RootPath.Of("/usr/lib/udev/rules.d").Append(name),
        $"""
        # Keep the records of these devices when the initrd hands over to the real root.
        ACTION=="add|change", SUBSYSTEM=="block", KERNEL=="{devices}", OPTIONS+="db_persist"

        """));
}
