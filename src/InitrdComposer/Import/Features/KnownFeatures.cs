using System.Collections.Immutable;

namespace InitrdComposer.Import.Features;

/// <summary>
/// What features take. Packages that are loaded with dlopen() are named, for nothing requires them. Names: mkosi-initrd of mkosi 27.1 for what it knows
/// (fedora, centos, opensuse, debian, azure), else the distributions' own.
/// </summary>
internal static class KnownFeatures
{
    public static Feature Base { get; } = new("base")
    {
        Fedora = "filesystem systemd systemd-udev kmod bash less gzip procps-ng util-linux-core libseccomp",
        Enterprise = "filesystem systemd systemd-udev kmod bash less gzip procps-ng util-linux libseccomp",
        OpenSuse = "filesystem systemd udev kmod bash less patterns-base-minimal_base diffutils grep gzip xz procps util-linux libseccomp2",
        Debian = "base-files systemd udev kmod bash less gzip procps util-linux mount libseccomp2 libkmod2 liblzma5 libzstd1",
    };

    public static ImmutableArray<Feature> All { get; } =
    [
        Base,
        new("dm") { Fedora = "device-mapper", Debian = "dmsetup", Modules = "dm-mod" },
        new("lvm") { Fedora = "lvm2", Debian = "lvm2 dmsetup", Modules = "dm-mod dm-snapshot dm-mirror dm-thin-pool dm-raid dm-cache dm-cache-smq" },
        new("raid") { Fedora = "mdadm", Modules = "md-mod raid[0-9]* linear" },
        new("crypt") { Fedora = "cryptsetup-libs", OpenSuse = "libcryptsetup12", Debian = "systemd-cryptsetup libcryptsetup12", Modules = "dm-crypt /crypto/ /arch/*/crypto/" },
        new("tpm2")
        {
            Fedora = "tpm2-tss",
            OpenSuse = "libtss2-esys0 libtss2-mu0 libtss2-rc0 libtss2-tcti-device0",
            Debian = "libtss2-esys-3.0.2-0t64 libtss2-mu-4.0.1-0t64 libtss2-rc0t64 libtss2-tcti-device0t64",
            Modules = "tpm_tis tpm_crb tpm_vtpm_proxy",
        },
        new("fido2") { Fedora = "libfido2", OpenSuse = "libfido2-1", Debian = "libfido2-1", Modules = "usbhid hid-generic" },
        new("pkcs11") { Fedora = "p11-kit" },
        new("btrfs") { Fedora = "btrfs-progs", Enterprise = "", Azure = "btrfs-progs", OpenSuse = "btrfsprogs", Debian = "btrfs-progs", Modules = "btrfs" },
        new("verity") { Fedora = "cryptsetup-libs", OpenSuse = "libcryptsetup12", Debian = "systemd-cryptsetup libcryptsetup12", Modules = "dm-verity" },
        new("integrity") { Fedora = "cryptsetup-libs", OpenSuse = "libcryptsetup12", Debian = "systemd-cryptsetup libcryptsetup12", Modules = "dm-integrity" },
        new("repart") { Fedora = "libfdisk", OpenSuse = "libfdisk1", Debian = "systemd-repart libfdisk1", Presets = ["enable systemd-repart.service"] },
        new("sysext") { Modules = "loop dm-verity overlay erofs squashfs", Presets = ["enable systemd-sysext.service", "enable systemd-confext.service"] },
        new("network")
        {
            Fedora = "systemd-networkd systemd-resolved",
            Enterprise = "systemd-resolved",
            Azure = "systemd-networkd systemd-resolved",
            Debian = "systemd-resolved",
            Modules = "/drivers/net/ethernet/ virtio_net hv_netvsc xen-netfront vmxnet3 af_packet",
            Presets = ["enable systemd-networkd.service", "enable systemd-resolved.service"],
        },
        new("nfs") { Fedora = "nfs-utils libnfsidmap", OpenSuse = "nfs-client libnfsidmap1", Debian = "nfs-common", Modules = "fs/nfs/ net/sunrpc/ nfs_acl" },
        new("cifs") { Fedora = "cifs-utils", Modules = "cifs" },
        new("iscsi") { Fedora = "iscsi-initiator-utils", OpenSuse = "open-iscsi", Debian = "open-iscsi", Modules = "iscsi_tcp iscsi_ibft ib_iser bnx2i qla4xxx cxgb3i cxgb4i be2iscsi" },
        new("nvme-of") { Fedora = "nvme-cli", Modules = "nvme-tcp nvme-fc nvme-rdma nvme-fabrics lpfc qla2xxx" },
        new("nbd") { Fedora = "nbd", Debian = "nbd-client", Modules = "nbd" },
        new("fcoe") { Fedora = "fcoe-utils lldpad", OpenSuse = "fcoe-utils open-lldp", Debian = "fcoe-utils lldpad", Modules = "fcoe libfcoe bnx2fc fnic" },
        new("multipath")
        {
            Fedora = "device-mapper-multipath",
            OpenSuse = "multipath-tools",
            Debian = "multipath-tools",
            Modules = "dm-multipath dm-round-robin dm-queue-length dm-service-time dm-historical-service-time scsi_dh_*",
            Presets = ["enable multipathd.service"],
        },
        new("plymouth")
        {
            Fedora = "plymouth plymouth-system-theme abattis-cantarell-fonts",
            OpenSuse = "plymouth plymouth-branding-openSUSE cantarell-fonts",
            Debian = "plymouth plymouth-themes kbd",
            Modules = "/drivers/gpu/drm/",
        },
        new("dbus") { Fedora = "dbus-broker" },
        new("keyboard") { Fedora = "kbd" },
        new("ssh") { Fedora = "openssh-clients", Debian = "openssh-client" },
        new("bluetooth") { Fedora = "bluez", Modules = "btusb bluetooth hidp uhid" },
        new("smartcard") { Fedora = "pcsc-lite", Debian = "pcscd", Presets = ["enable pcscd.socket"] },
        new("coredump") { Fedora = "systemd", OpenSuse = "systemd-coredump", Debian = "systemd-coredump" },
        new("timesync") { Fedora = "systemd-udev", OpenSuse = "systemd", Debian = "systemd-timesyncd", Presets = ["enable systemd-timesyncd.service"] },
        new("chrony") { Fedora = "chrony", Presets = ["enable chronyd.service"] },
        new("emergency") { Fedora = "coreutils grep vim-minimal", OpenSuse = "coreutils grep vim-small", Debian = "coreutils grep vim-tiny" },
        new("busybox") { Fedora = "busybox" },
    ];

    public static Feature Find(string name) => All.First(feature => feature.Name == name);
}
