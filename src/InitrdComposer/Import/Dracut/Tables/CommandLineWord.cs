using System.Collections.Immutable;
using static InitrdComposer.Import.ImportVerdict;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>A word of the kernel command line that dracut reads (dracut.cmdline(7) of dracut 059 and dracut-ng 112).</summary>
/// <param name="Name">Without what follows '='; with '.' or '=' at the end whatever begins so.</param>
/// <param name="Remark">Who reads it, or what to do instead.</param>
internal sealed record CommandLineWord(string Name, ImportVerdict Verdict, string Remark)
{
    private const string NetworkGenerator = "systemd-network-generator reads it, where systemd-networkd is in the image.";
    private const string Cryptsetup = "systemd-cryptsetup-generator reads it.";
    private const string NfsGenerator = "initrd-nfs-generator reads it, which the profile nfs of mkosi.conf.d has: --drop-ins takes it.";
    private const string Hooks = "There are no hooks of dracut's.";
    private const string LiveImage = "Live images are dracut's own.";
    private const string IbmZ = "For IBM Z, which no recipe is for.";

    public static ImmutableArray<CommandLineWord> All { get; } =
    [
        new("rd.break", NoCounterpart, Hooks + " Stop in the initrd with rd.systemd.unit=emergency.target, or rd.systemd.debug_shell."),
        new("rd.shell", NoCounterpart, "rd.systemd.debug_shell, or SYSTEMD_SULOGIN_FORCE=1 for a shell without a password."),
        new("rd.emergency", NoCounterpart, "FailureAction= of emergency.service, in an extra tree."),
        new("rd.cmdline", NoCounterpart, "Boot loaders let the command line be edited."),
        new("rd.debug", NoCounterpart, "rd.systemd.log_level=debug."),
        new("rd.info", NoCounterpart, "rd.systemd.log_level=info."),
        new("rd.memdebug", NoCounterpart, Hooks),
        new("rd.minmem", NoCounterpart, "The check is dracut's."),
        new("rd.retry", NoCounterpart, "rootflags=x-systemd.device-timeout=SECONDS, or DefaultDeviceTimeoutSec= of system.conf."),
        new("rd.timeout", NoCounterpart, "rootflags=x-systemd.device-timeout=SECONDS."),
        new("rd.hostonly", NoCounterpart, "Images are generic."),
        new("rd.auto", BuiltIn, "RAID and LVM are assembled by udev's rules, always."),
        new("rd.fstab", NoCounterpart, "fstab=no keeps systemd from fstab."),
        new("rd.skipfsck", NoCounterpart, "fsck.mode=skip."),
        new("rd.ctty", NoCounterpart, "console=."),
        new("rd.noverifyssl", NoCounterpart, "There is no download by dracut."),
        new("rd.shutdown.timeout.umount", NoCounterpart, "DefaultTimeoutStopSec= of the booted system."),
        new("rd.driver.blacklist", NoCounterpart, "module_blacklist= of the kernel."),
        new("rd.driver.pre", NoCounterpart, "rd.modules_load= of systemd-modules-load."),
        new("rd.driver.post", NoCounterpart, "rd.modules_load= of systemd-modules-load."),
        new("rd.driver.export", NoCounterpart, "The booted system has its own drivers."),
        new("rd.udev.info", NoCounterpart, "rd.udev.log_level=info."),
        new("rd.udev.debug", NoCounterpart, "rd.udev.log_level=debug."),
        new("rd.udev.", BuiltIn, "systemd-udevd reads it."),
        new("rd.vconsole.keymap.ext", NoCounterpart, "One keymap file that includes others, in an extra tree."),
        new("rd.vconsole.unicode", NoCounterpart, "Consoles are in UTF-8; vt.default_utf8=0 of the kernel."),
        new("rd.vconsole.", BuiltIn, "systemd-vconsole-setup reads it, where kbd is in the image."),
        new("rd.locale.", BuiltIn, "systemd reads it; texts of an initrd are in English."),
        new("rd.lvm", NoCounterpart, "lvm2's udev rules activate every volume group as its disks appear; leave the word out, it does nothing."),
        new("rd.lvm.", NoCounterpart, "lvm2's udev rules activate every volume group as its disks appear; leave the word out, it does nothing."),
        new("rd.luks", BuiltIn, Cryptsetup),
        new("rd.luks.uuid", BuiltIn, Cryptsetup),
        new("rd.luks.name", BuiltIn, Cryptsetup),
        new("rd.luks.options", BuiltIn, Cryptsetup),
        new("rd.luks.data", BuiltIn, Cryptsetup),
        new("rd.luks.crypttab", BuiltIn, Cryptsetup),
        new("rd.luks.key", BuiltIn, Cryptsetup + " A key file on another disk is written KEYFILE:DEVICE."),
        new("rd.luks.allow-discards", NoCounterpart, "rd.luks.options=discard."),
        new("rd.luks.timeout", NoCounterpart, "rd.luks.options=timeout=SECONDS."),
        new("rd.luks.", NoCounterpart, "rd.luks.name= and rd.luks.options= of systemd-cryptsetup-generator."),
        new("rd.md.waitclean", NoCounterpart, "systemd-shutdown stops arrays."),
        new("rd.md", NoCounterpart, "mdadm's udev rules assemble every array by its metadata; leave the word out, it does nothing."),
        new("rd.md.", NoCounterpart, "mdadm's udev rules assemble every array by its metadata; leave the word out, it does nothing."),
        new("rd.dm", NoCounterpart, "There is no dmraid."),
        new("rd.dm.", NoCounterpart, "There is no dmraid."),
        new("rd.multipath", NoCounterpart, "multipath=off of multipathd.service; multipath.conf goes into an extra tree."),
        new("rd.fips", NoCounterpart, "fips=1 is the kernel's."),
        new("rd.fips.skipkernel", NoCounterpart, "A signed UKI is what dracut's check of the kernel's .hmac does."),
        new("ip", BuiltIn, NetworkGenerator),
        new("ifname", BuiltIn, NetworkGenerator),
        new("nameserver", BuiltIn, NetworkGenerator),
        new("rd.route", BuiltIn, NetworkGenerator),
        new("rd.peerdns", BuiltIn, NetworkGenerator),
        new("vlan", BuiltIn, NetworkGenerator),
        new("bond", BuiltIn, NetworkGenerator),
        new("bridge", BuiltIn, NetworkGenerator),
        new("team", NoCounterpart, "systemd-networkd has no team devices: bond=."),
        new("bootdev", NoCounterpart, "RequiredForOnline= of *.network in an extra tree."),
        new("rd.bootif", NoCounterpart, "*.network in an extra tree, by MACAddress=."),
        new("BOOTIF", NoCounterpart, "*.network in an extra tree, by MACAddress=."),
        new("rd.neednet", NoCounterpart, "Units that need the network are ordered after network-online.target."),
        new("rd.net.", NoCounterpart, "Timeouts of *.network in an extra tree."),
        new("rd.znet", NoCounterpart, IbmZ),
        new("rd.znet_ifname", NoCounterpart, IbmZ),
        new("rd.zfcp", NoCounterpart, IbmZ),
        new("rd.zfcp.", NoCounterpart, IbmZ),
        new("rd.dasd", NoCounterpart, IbmZ),
        new("rd.zipl", NoCounterpart, IbmZ),
        new("rd.cio_accept", NoCounterpart, IbmZ),
        new("biosdevname", NoCounterpart, "net.ifnames= of udev."),
        new("nfsroot", BuiltIn, NfsGenerator),
        new("rd.nfs.domain", NoCounterpart, "idmapd.conf in an extra tree."),
        new("netroot", NoCounterpart, "Units of the protocol's own tools: iscsi.service, nbd, nvme-cli."),
        new("rd.iscsi.", NoCounterpart, "open-iscsi's units log in by iBFT, or by records in an extra tree."),
        new("iscsi_firmware", NoCounterpart, "open-iscsi's units log in by iBFT."),
        new("rd.nvmf.", NoCounterpart, "nvme-cli's units connect by NBFT, or by /etc/nvme/config.json in an extra tree."),
        new("rd.nonvmf", NoCounterpart, "Leave out nvme-cli."),
        new("rd.fcoe", NoCounterpart, "fcoe-utils's units."),
        new("fcoe", NoCounterpart, "fcoe-utils's units."),
        new("cifsuser", NoCounterpart, "rootflags=username=."),
        new("cifspass", NoCounterpart, "rootflags=credentials=, with the file in an extra tree."),
        new("rd.live.", NoCounterpart, LiveImage),
        new("rd.writable.fsimg", NoCounterpart, LiveImage),
        new("rd.overlay", NoCounterpart, "systemd.volatile=overlay."),
        new("rd.overlay.", NoCounterpart, "systemd.volatile=overlay."),
        new("iso-scan/filename", NoCounterpart, LiveImage),
        new("rootfallback", NoCounterpart, "A second boot entry."),
        new("rd.plymouth", NoCounterpart, "plymouth.enable=0."),
        new("rd.ntp", NoCounterpart, "chrony.conf in an extra tree."),
        new("rd.ntp.", NoCounterpart, "chrony.conf in an extra tree."),
        new("rd.caps", NoCounterpart, "CapabilityBoundingSet= of units."),
        new("rd.caps.", NoCounterpart, "CapabilityBoundingSet= of units."),
        new("rd.convertfs", NoCounterpart, "Distributions moved to /usr long ago."),
        new("rd.lunmask", NoCounterpart, IbmZ),
        new("masterkey", NoCounterpart, "A unit in an extra tree."),
        new("masterkeytype", NoCounterpart, "A unit in an extra tree."),
        new("evmkey", NoCounterpart, "A unit in an extra tree."),
        new("evmx509", NoCounterpart, "A unit in an extra tree."),
        new("ecryptfskey", NoCounterpart, "A unit in an extra tree."),
        new("rd.systemd.", BuiltIn, "systemd reads it, in the initrd alone."),
        new("rd.modules_load", BuiltIn, "systemd-modules-load reads it."),
        new("rd.", NoCounterpart, "No program of the image is known to read it."),
        new("rd_", NoCounterpart, "A name from before dracut 008."),
        new("root=live:", NoCounterpart, LiveImage),
        new("root=iscsi:", NoCounterpart, "open-iscsi's units, and root= by UUID or label."),
        new("root=nbd:", NoCounterpart, "nbd-client's unit, and root=/dev/nbd0."),
        new("root=cifs:", NoCounterpart, "root=//SERVER/SHARE rootfstype=cifs."),
        new("root=nfs:", BuiltIn, NfsGenerator),
        new("root=nfs4:", BuiltIn, NfsGenerator),
        new("root=/dev/nfs", BuiltIn, NfsGenerator),
        new("root=dhcp", NoCounterpart, "root=nfs:SERVER:PATH: what DHCP says of a root is not asked for."),
        new("root=virtiofs:", NoCounterpart, "root=TAG rootfstype=virtiofs."),
        new("root=zfs:", NoCounterpart, "Of another package's dracut module."),
    ];

    /// <summary>What is known of a word; null: it is none of dracut's.</summary>
    public static CommandLineWord? Find(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        return All.FirstOrDefault(known => known.Name == name)
            ?? All.Where(known => known.Name[^1] is '.' or ':' or '_' || known.Name.Contains('=', StringComparison.Ordinal))
                .Where(known => word.StartsWith(known.Name, StringComparison.Ordinal)).MaxBy(known => known.Name.Length);
    }
}
