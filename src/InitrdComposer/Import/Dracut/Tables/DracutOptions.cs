using System.Collections.Immutable;
using static InitrdComposer.Import.ImportVerdict;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Every variable of dracut.conf(5) of dracut 059 and dracut-ng 112, and those that files of distributions set besides.</summary>
internal static class DracutOptions
{
    private const string Host = "An image does not depend on the machine it is made on.";
    private const string Log = "How much dracut prints.";
    private const string Folders = "Where dracut looks on the machine that it runs on.";
    private const string Tree = "A file of the machine: put it into an extra tree.";

    public static ImmutableArray<DracutOption> All { get; } =
    [
        new("dracutmodules", Translated, "packages.install", "Exactly these modules, by the table of modules below; unset, dracut takes what it finds tools for."),
        new("add_dracutmodules", Translated, "packages.install", "By the table of modules below."),
        new("force_add_dracutmodules", Translated, "packages.install", "By the table of modules below."),
        new("omit_dracutmodules", Translated, "packages.install", "What the module would have brought is not named."),
        new("prefer_dracutmodules", Ignored, "", "Which of several modules that do the same dracut takes."),
        new("drivers", Translated, "modules.include", "Exactly these drivers, and those that features need."),
        new("add_drivers", Translated, "modules.include", "Besides the others; =drivers/md is /drivers/md/."),
        new("force_drivers", Translated, "modules.include", "As add_drivers; that they are loaded early is said by modules-load.d in an extra tree, or modules_load= on the kernel command line."),
        new("omit_drivers", Translated, "modules.include", "With - in front; one that others need stays."),
        new("filesystems", Translated, "modules.include", "Exactly these file systems, with the packages of their checkers."),
        new("install_items", Translated, "packages.install", "Files below /usr by the package that has them; others of the machine go into an extra tree."),
        new("install_optional_items", Translated, "packages.install", "Well-known commands by their package, firmware into modules.firmware; no other, as a recipe wants what it names."),
        new("remove_items", Translated, "finalize.remove-files", "Globs from the root; may match nothing."),
        new("compress", Translated, "initrd.compression", "zstd, xz, gzip (pigz), lz4, cat; with a level (-19)."),
        new("compress_level_gzip", Translated, "initrd.level", "Where gzip is chosen."),
        new("compress_level_lz4", Translated, "initrd.level", "Where lz4 is chosen."),
        new("compress_level_xz", Translated, "initrd.level", "Where xz is chosen."),
        new("compress_level_zstd", Translated, "initrd.level", "Where zstd is chosen."),
        new("compress_level_bzip2", Ignored, "", "bzip2 is no choice."),
        new("compress_level_lzma", Ignored, "", "lzma is no choice."),
        new("compress_level_lzop", Ignored, "", "lzop is no choice."),
        new("early_microcode", Translated, "roles.microcode", "The distribution's packages; no: none."),
        new("kernel_cmdline", Translated, "uki.cmdline", "Of a UKI; without one it is the boot loader's. Words that only dracut knows are reported each."),
        new("uefi", Translated, "uki", "A UKI is made."),
        new("uefi_stub", Translated, "uki.stub", "A path of the machine: copy the file beside the recipe, or take the package's."),
        new("uefi_splash_image", Translated, "uki.splash", "A path of the machine: copy the file beside the recipe."),
        new("uefi_secureboot_cert", Translated, "uki.sign", "With the key below."),
        new("uefi_secureboot_key", Translated, "uki.sign", "Signs the UKI; it is never copied."),
        new("uefi_secureboot_engine", NoCounterpart, "", "Use uki.sign.key = \"command:...\": a program that signs."),
        new("sbat", Translated, "uki.sbat", "The lines besides sbat,1, which is there always."),
        new("machine_id", BuiltIn, "", "Names of outputs are the recipe's: no machine's id is in them."),
        new("kernel_image", NoCounterpart, "", "The kernel is roles.kernel: a package, or { directory = \"...\" }."),
        new("drivers_dir", NoCounterpart, "", "The kernel is roles.kernel: a package, or { directory = \"...\" }."),
        new("fw_dir", NoCounterpart, "", "Firmware of no package goes into an extra tree below /usr/lib/firmware."),
        new("libdirs", Ignored, "", "Libraries come with packages."),
        new("squash_compress", Ignored, "", "A recipe chooses the compression of the whole."),
        new("do_strip", Ignored, "", "Files are as their packages have them, signatures of modules among them.") { Harmless = "no" },
        new("aggressive_strip", Ignored, "", "Files are as their packages have them, signatures of modules among them.") { Harmless = "no" },
        new("do_hardlink", BuiltIn, "", "Hard links are as the packages have them."),
        new("prefix", Ignored, "", "Files stand where their packages have them.") { Harmless = "/" },
        new("hostonly", Ignored, "", Host + " The recipe is a generic one; modules = [...] of a machine can be named.") { Harmless = "no" },
        new("hostonly_mode", Ignored, "", Host),
        new("hostonly_cmdline", Ignored, "", Host) { Harmless = "no" },
        new("hostonly_default_device", Ignored, "", Host) { Harmless = "no" },
        new("hostonly_nics", Ignored, "", Host),
        new("persistent_policy", Ignored, "", Host),
        new("use_fstab", Ignored, "", Host) { Harmless = "no" },
        new("add_fstab", NoCounterpart, "", Tree + " /etc/fstab, with x-initrd.mount."),
        new("add_device", NoCounterpart, "", "systemd waits for devices that root=, resume= and fstab name."),
        new("mdadmconf", NoCounterpart, "", "Arrays are assembled by their metadata; put mdadm.conf into an extra tree.") { Harmless = "no" },
        new("lvmconf", NoCounterpart, "", "lvm.conf is the package's; put your own into an extra tree.") { Harmless = "no" },
        new("fscks", NoCounterpart, "", "Name the package in packages.install."),
        new("nofscks", Translated, "packages.install", "No checkers are named."),
        new("ro_mnt", NoCounterpart, "", "Write ro or rw on the kernel command line; systemd mounts as root= and fstab say.") { Harmless = "no" },
        new("kernel_only", NoCounterpart, "", "An image of kernel modules alone is a system extension here: [extension].") { Harmless = "no" },
        new("no_kernel", NoCounterpart, "", "Leave out [modules].") { Harmless = "no" },
        new("acpi_override", NoCounterpart, "", "Write an early cpio with the tables and put it in front of the initrd by the boot loader.") { Harmless = "no" },
        new("acpi_table_dir", NoCounterpart, "", "See acpi_override."),
        new("add_dlopen_features", NoCounterpart, "", "Name the library's package in packages.install."),
        new("omit_dlopen_features", Ignored, "", "Libraries are named, not guessed."),
        new("i18n_vars", Ignored, "", "Says which files of the machine name keymap and font; put vconsole.conf into an extra tree."),
        new("i18n_default_font", Ignored, "", "Put vconsole.conf into an extra tree: FONT=."),
        new("i18n_install_all", BuiltIn, "", "Keymaps and fonts are those of the package kbd, whole."),
        new("keyboard_vars", Ignored, "", "As i18n_vars, of old."),
        new("sshkey", NoCounterpart, "", Tree),
        new("dropbear_port", NoCounterpart, "", "Of dracut-crypt-ssh, which is not dracut's: a unit and its files in an extra tree."),
        new("dropbear_acl", NoCounterpart, "", "Of dracut-crypt-ssh, which is not dracut's: a unit and its files in an extra tree."),
        new("nvmf_nbft_mode", Ignored, "", Host),
        new("initrdname", Ignored, "", "What outputs are called: the setting name."),
        new("dracut_rescue_image", Ignored, "", "A rescue image is one of [[variants]]."),
        new("noimageifnotneeded", Ignored, "", Host) { Harmless = "no" },
        new("reproducible", BuiltIn, "", "The same lock gives the same bytes, always."),
        new("enhanced_cpio", Ignored, "", "About copy-on-write file systems of the machine.") { Harmless = "no" },
        new("parallel", Ignored, "", "All processors are used."),
        new("tmpdir", Ignored, "", Folders),
        new("loginstall", BuiltIn, "", "manifest.json lists every file and its package."),
        new("logfile", Ignored, "", Log),
        new("stdloglvl", Ignored, "", Log),
        new("sysloglvl", Ignored, "", Log),
        new("fileloglvl", Ignored, "", Log),
        new("show_modules", Ignored, "", Log),
        new("ukify", Ignored, "", "The UKI is linked here; uki.linker = \"ukify\" takes systemd's."),
        new("DRACUT_NO_XATTR", BuiltIn, "", "A cpio archive has no extended attributes."),
        .. FolderNames.Select(name => new DracutOption(name, Ignored, "", Folders)),
    ];

    /// <summary>Of dracut.sh: distributions set them at build time.</summary>
    private static IEnumerable<string> FolderNames =>
    [
        "environment", "environmentconfdir", "dbus", "dbusinterfaces", "dbusservices", "dbussession", "dbussystem", "dbussystemservices", "dbusconfdir",
        "dbusinterfacesconfdir", "dbusservicesconfdir", "dbussessionconfdir", "dbussystemconfdir", "dbussystemservicesconfdir", "depmodd", "depmodconfdir",
        "modulesload", "modulesloadconfdir", "sysctld", "sysctlconfdir", "sysctldconfdir", "systemdutildir", "systemdutilconfdir", "systemdcatalog",
        "systemdnetwork", "systemdnetworkconfdir", "systemdntpunits", "systemdntpunitsconfdir", "systemdportable", "systemdportableconfdir",
        "systemdsystemunitdir", "systemdsystemconfdir", "systemduser", "systemduserconfdir", "sysusers", "sysusersconfdir", "tmpfilesdir", "tmpfilesconfdir",
        "udevdir", "udevconfdir", "udevrulesconfdir", "firmwaredirs", "early_microcode_image_dir", "early_microcode_image_name",
    ];

    public static DracutOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);
}
