using System.Collections.Immutable;
using static InitrdComposer.Import.Dracut.Tables.DracutModule;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Modules of dracut that are about networks, and roots that come from there.</summary>
internal static class NetworkModules
{
    private const string Networkd = "systemd-networkd in its place: systemd-network-generator reads ip=, files *.network go into an extra tree.";

    public static ImmutableArray<DracutModule> All { get; } =
    [
        Feature("network", "network", Networkd),
        Feature("network-legacy", "network", Networkd),
        Feature("network-manager", "network", Networkd),
        Feature("connman", "network", Networkd),
        Feature("net-lib", "network", Networkd),
        Feature("ifcfg", "network", Networkd),
        WithDrivers("kernel-network-modules", "/drivers/net/ethernet/ /drivers/net/phy/ virtio_net hv_netvsc xen-netfront vmxnet3 bonding team bridge 8021q"),
        WithDrivers("qemu-net", "virtio_net e1000 8139cp pcnet32 e100 ne2k_pci"),
        Feature("nfs", "nfs network", "The profile of that name in mkosi.conf.d has a generator too that mounts the root: --drop-ins takes it."),
        Feature("cifs", "cifs network", "A mount unit, or rootfstype=cifs with credentials in rootflags=."),
        Feature("iscsi", "iscsi network", "netroot=iscsi: is dracut's: open-iscsi's units log in by iBFT, or by records in an extra tree."),
        Feature("nbd", "nbd network", "netroot=nbd: is dracut's: nbd-client's unit connects by nbdtab."),
        Feature("nvmf", "nvme-of network", "rd.nvmf. is dracut's: nvme-cli's units connect by NBFT, or by /etc/nvme/config.json."),
        Feature("fcoe", "fcoe network", "fcoe= is dracut's."),
        None("fcoe-uefi", "Reads FCoE targets of the firmware by dracut's script."),
        None("livenet", "root=live:URL is dracut's; systemd-import-generator downloads images (systemd 257)."),
        None("url-lib", "Part of dracut's livenet."),
        Feature("ssh-client", "ssh network"),
        Feature("chrony", "chrony network"),
        Feature("bluetooth", "bluetooth"),
    ];
}
