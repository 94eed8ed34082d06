using System.Collections.Immutable;
using static InitrdComposer.Import.Dracut.Tables.DracutModule;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Modules of dracut that are about the image itself, shells, consoles and drivers.</summary>
internal static class BaseModules
{
    private const string Shell = "bash is the shell of every image.";
    private const string Squash = "dracut packs the image into a squashfs of its own; a recipe chooses the compression of the whole.";

    public static ImmutableArray<DracutModule> All { get; } =
    [
        BuiltIn("base", "The base packages of the distribution; dracut's library of hooks is dracut's."),
        BuiltIn("bash", Shell),
        Ignored("dash", Shell),
        Ignored("mksh", Shell),
        Ignored("shell-interpreter", Shell),
        Feature("busybox", "busybox", "Beside bash, not in its place."),
        Feature("debug", "emergency", "Tools for the emergency shell."),
        Feature("rescue", "emergency", "Tools for the emergency shell; a [[variants]] makes a rescue image of its own."),
        BuiltIn("emergency", "systemd's emergency.target."),
        Ignored("caps", "rd.caps= drops capabilities of dracut's init; use CapabilityBoundingSet= of units."),
        BuiltIn("modsign", "The kernel finds keys of modules in its own keyrings and those of the firmware (MOK)."),
        WithDrivers("fips", "/crypto/ /arch/*/crypto/", "The kernel tests its own algorithms with fips=1; dracut's check of the kernel's .hmac is what a signed UKI does."),
        BuiltIn("fips-crypto-policies", "crypto-policies is a package of the booted system; in the initrd fips=1 is the kernel's."),
        Feature("i18n", "keyboard", "Put vconsole.conf into an extra tree, or say vconsole.keymap= on the kernel command line."),
        Feature("console-setup", "keyboard", "Debian's console-setup is a script; put vconsole.conf into an extra tree."),
        Ignored("convertfs", "Moves /bin and the like to /usr on disk, once; distributions did that long ago."),
        WithDrivers("drm", "/drivers/gpu/drm/ /drivers/video/"),
        WithDrivers("simpledrm", "simpledrm simplefb"),
        Feature("plymouth", "plymouth"),
        new("kernel-modules", ImportVerdict.Translated, "Drivers of disks, file systems, input devices and cryptography.")
        {
            IsGenericDrivers = true,
            Drivers =
            [
                "/drivers/ata/", "/drivers/scsi/", "/drivers/message/", "/drivers/nvme/", "/drivers/block/", "/drivers/mmc/", "/drivers/md/", "/drivers/usb/storage/",
                "/drivers/usb/host/", "/drivers/usb/typec/", "/drivers/hid/", "/drivers/hv/", "/drivers/virtio/", "/drivers/xen/", "/drivers/input/serio/",
                "/drivers/input/keyboard/", "/drivers/pci/", "/drivers/pcmcia/", "/drivers/pinctrl/", "/drivers/watchdog/", "/drivers/firewire/", "/fs/", "-/fs/nfs/",
                "-/fs/nfsd/", "-/fs/lockd/", "/crypto/", "/arch/*/crypto/", "/drivers/crypto/",
            ],
        },
        Ignored("kernel-modules-export", "rd.driver.export= gives the image's drivers to the booted system, which has its own."),
        BuiltIn("kernel-modules-extra", "Modules in extra/ and updates/ are found as all others; name their package in roles.kernel-modules."),
        WithDrivers("qemu", "virtio_blk virtio virtio_ring virtio_pci virtio_scsi virtio_console virtio-rng virtio_mem virtio_balloon ata_piix ata_generic pata_acpi cdrom sr_mod ahci spapr-vscsi"),
        WithDrivers("devicetree-firmware", "/drivers/firmware/", "Firmware that modules ask for comes with them; what a device tree names goes into modules.firmware."),
        WithDrivers("qcom-adsp", "/drivers/remoteproc/ /drivers/rpmsg/", "Firmware of the processors goes into modules.firmware."),
        WithDrivers("pcmcia", "/drivers/pcmcia/", "pcmciautils is a package."),
        None("ppcmac", "For PowerPC Macs, which no recipe is for."),
        None("numlock", "A unit in an extra tree with setleds."),
        BuiltIn("rngd", "The kernel seeds itself since 5.6; systemd credits a seed of the boot loader."),
        Ignored("memstrack", "Traces the memory that dracut's hooks use."),
        Ignored("squash", Squash),
        Ignored("squash-erofs", Squash),
        Ignored("squash-squashfs", Squash),
        Ignored("squash-lib", Squash),
        BuiltIn("syslog", "The journal."),
        Ignored("uefi-lib", "Part of other modules."),
        Ignored("warpclock", "systemd sets the clock of machines whose clock is in local time."),
    ];
}
