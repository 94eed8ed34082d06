using System.Collections.Immutable;
using static InitrdComposer.Finalize.Scriptlets.ScriptletVerdict;

namespace InitrdComposer.Finalize.Scriptlets;

/// <summary>
/// The commands that distributions' scriptlets are made of, each with what became of it here. One table: what is not in it is unknown. Programs are
/// named without folder; arguments are regular expressions over what follows, the first row that matches counts.
/// </summary>
internal static class KnownCommand
{
    private const string Running = "speaks to a running system";
    private const string BootLoader = "the kernel and its boot entries are not part of an image";
    private const string Desktop = "a cache of desktops or documentation";
    private const string Linux = "SELinux labels are not made";
    private const string NoEffect = "changes nothing";

    public static ImmutableArray<(string Programs, string Arguments, ScriptletVerdict Verdict)> Table { get; } =
    [
        (": true false exit return set unset local export read umask cd test [ [[ type command which sleep", "", new Ignored(NoEffect)),
        ("echo printf cat grep cmp stat id getent", "", new Ignored(NoEffect)),

        ("systemd-sysusers", "", new EmulatedBy("sysusers")),
        ("systemd-update-helper", "^(install-system-units|system-reload|mark-)", new EmulatedBy("presets")),
        ("systemd-update-helper", "", new Ignored("user units and removals")),
        ("systemctl", "--(global|user)", new Ignored("user units: no user's service manager runs in an initrd")),
        ("systemctl", @"\bpreset(-all)?\b", new EmulatedBy("presets")),
        ("systemctl", @"\b(enable|disable|mask|unmask|is-enabled)\b", new Ignored("presets decide what is enabled")),
        ("systemctl", "", new Ignored(Running)),
        ("deb-systemd-helper", "", new EmulatedBy("presets")),
        ("deb-systemd-invoke invoke-rc.d service", "", new Ignored(Running)),
        ("systemd-machine-id-setup", "", new EmulatedBy("machine-id")),
        ("depmod", "", new EmulatedBy("depmod")),

        ("systemd-tmpfiles", "", new Ignored("systemd-tmpfiles-setup.service does it at boot")),
        ("systemd-hwdb", "", new Ignored("udev works without hwdb.bin; one that a package ships is kept")),
        ("journalctl", "--update-catalog", new Ignored("the catalog is removed")),
        ("journalctl systemd-notify udevadm dbus-send busctl killall kill pkill setup-udev", "", new Ignored(Running)),
        ("ldconfig", "", new Ignored("ld.so.cache is not built; the loader searches its default folders without it")),
        ("iconvconfig build-locale-archive localedef locale-gen", "", new Ignored("locales are what packages ship")),

        ("kernel-install installkernel new-kernel-pkg weak-modules dracut update-initramfs", "", new Ignored(BootLoader)),
        ("bootctl grubby grub2-mkconfig update-grub", "", new Ignored(BootLoader)),
        ("restorecon semodule semanage fixfiles load_policy selinuxenabled setsebool chcon matchpathcon sefcontext_compile", "", new Ignored(Linux)),
        ("glib-compile-schemas gio-querymodules gdk-pixbuf-query-loaders gtk-update-icon-cache gtk4-update-icon-cache", "", new Ignored(Desktop)),
        ("update-desktop-database update-mime-database fc-cache install-info mandb texhash xmlcatalog", "", new Ignored(Desktop)),
        ("rpmdb rpmkeys", "", new Ignored("an image has no package database")),
    ];
}
