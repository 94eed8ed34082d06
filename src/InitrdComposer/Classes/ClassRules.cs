using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Classes;

/// <summary>
/// Which files are of which class: the first row that matches decides. Sources: file-hierarchy(7); the folders that systemd, kmod, linux-firmware and the kernel's
/// early cpio (Documentation/arch/x86/microcode.rst, Documentation/admin-guide/acpi/initrd_table_override.rst) document; what dracut, initramfs-tools, mkinitcpio and booster
/// put into their images of themselves.
/// </summary>
public static class ClassRules
{
    internal static ImmutableArray<ClassRule> Table { get; } =
    [
        new("kernel modules/drivers/{}", "usr/lib/modules/*/kernel/drivers/{}/**/*.ko*"),
        new("kernel modules/{}", "usr/lib/modules/*/kernel/{}/**/*.ko*", "usr/lib/modules/*/{}/**/*.ko*"),
        new("kernel modules", "**/*.{ko,ko.xz,ko.zst,ko.gz}"),
        new("module indexes", "usr/lib/modules/*/modules.*", "usr/lib/modules/*/booster.alias"),
        new("kernel", "usr/lib/modules/*/{vmlinu*,System.map*,config,symvers*,.vmlinuz.hmac,devicetree,vdso}/**", "boot/**", "usr/lib/modules/*/dtb/**"),

        new("microcode", "kernel/x86/microcode/**", "usr/lib/firmware/{intel-ucode,amd-ucode}/**"),
        new("ACPI tables", "kernel/firmware/acpi/**"),
        new("firmware/intel", "usr/lib/firmware/{,updates/}iwlwifi-*"),
        new("firmware/regulatory", "usr/lib/firmware/regulatory.db*", "usr/lib/crda/**"),
        new("firmware/{}", "usr/lib/firmware/updates/{}/*/**", "usr/lib/firmware/[0-9]*.[0-9]*/{}/*/**", "usr/lib/firmware/{}/*/**"),
        new("firmware/other", "usr/lib/firmware/**"),

        new("udev/rules", "{usr/lib,etc,run}/udev/rules.d/**"),
        new("udev/hwdb", "{usr/lib,etc}/udev/{hwdb.d,hwdb.bin}/**"),
        new("udev/programs", "usr/lib/udev/**", "usr/bin/udevadm", "usr/lib/systemd/systemd-udevd"),
        new("configuration", "etc/udev/**"),

        new("dracut", "usr/lib/dracut/**", "usr/lib/dracut-*", "usr/lib/systemd/**/dracut-*", "usr/lib/tmpfiles.d/dracut-*", "var/lib/dracut/**", "dracut-state.sh", "etc/{cmdline.d,conf.d}/**", "early_cpio",
            "usr/lib/{fs,net,nfs,img,url,ip,iscsi,anaconda,ostree,nbd,fcoe,live,dmsquash}-lib.sh", "usr/lib/{s390-tools,kernel-network-modules,overlayfs-crypt-lib}*.sh",
            "usr/bin/{dracut-*,initqueue,loginit,rdsosreport,netroot,tracekomem,nfsroot,nbdroot,iscsiroot,cifsroot,livenetroot,isoroot,mdraid_start,mdraid-cleanup,mdadm_auto,lvm_scan,cryptroot-ask,"
            + "crypt-run-generator,probe-keydev}", "usr/bin/*-genrules.sh",
            "shutdown", "squash/**"),

        new("systemd/units", "{usr/lib,etc,run}/systemd/{system,user,initrd,system-preset,user-preset,initrd-preset}/**"),
        new("systemd/generators", "{usr/lib,etc}/systemd/*-generators/**"),
        new("systemd/network", "{usr/lib,etc,run}/systemd/network/**"),
        new("systemd/catalog", "usr/lib/systemd/catalog/**", "var/lib/systemd/catalog/**"),
        new("systemd/libraries", "usr/lib/systemd/libsystemd-*.so*", "usr/lib/libsystemd*.so*", "usr/lib/libnss_{systemd,myhostname,mymachines,resolve}.so*", "usr/lib/security/pam_systemd*.so"),
        new("EFI programs", "usr/lib/systemd/boot/efi/**", "usr/lib/**/*.efi", "usr/share/**/*.efi"),
        new("systemd/configuration", "usr/lib/systemd/**/*.conf", "{usr/lib,etc,run}/{sysusers.d,tmpfiles.d,sysctl.d,modules-load.d,binfmt.d,environment.d,credstore,credstore.encrypted,repart.d,sysupdate.d}/**",
            "etc/systemd/**", "usr/lib/pcrlock.d/**", "usr/share/systemd/**", "usr/share/factory/**", "usr/share/user-tmpfiles.d/**"),
        new("systemd/programs", "usr/lib/systemd/**", "usr/bin/systemd-*", "usr/bin/{systemctl,journalctl,loginctl,networkctl,resolvectl,bootctl,busctl,timedatectl,hostnamectl,localectl,coredumpctl,"
            + "machinectl,oomctl,portablectl,homectl,userdbctl,importctl,varlinkctl,kernel-install,mount.ddi}"),

        new("initramfs-tools", "{scripts,conf,cryptroot}/**", "usr/share/initramfs-tools/**", "etc/initramfs-tools/**", "var/lib/initramfs-tools/**"),
        new("mkinitcpio", "{hooks,early_hooks,late_hooks,cleanup_hooks,emergency_hooks}/**", "{buildconfig,config,init_functions,VERSION,keymap.bin}"),
        new("booster", "etc/booster.init.yaml", "etc/booster/**"),
        new("init program", "init"),
        new("busybox and klibc", "usr/bin/{busybox*,toybox}", "usr/lib/klibc*", "usr/lib/klibc/**", "usr/lib/initcpio/**",
            "usr/bin/{fstype,ipconfig,nfsmount,run-init,nuke,resume,minips,sh.shared}", "usr/share/busybox/**"),
        new("plymouth", "usr/share/plymouth/**", "usr/lib/plymouth/**", "etc/plymouth/**", "usr/bin/plymouth*", "usr/libexec/plymouth/**", "usr/lib/libply*.so*", "var/lib/plymouth/**"),
        new("fonts", "usr/share/fonts/**", "etc/fonts/**", "usr/share/fontconfig/**", "var/cache/fontconfig/**"),

        new("Perl", "usr/share/perl*/**", "usr/lib/perl*/**", "usr/lib/libperl.so*", "usr/bin/{perl*,*.pl}"),
        new("Python", "usr/lib/{python*,pypy*}/**", "usr/share/python*/**", "usr/lib/libpython*.so*", "usr/bin/{python*,*.py}", "usr/**/*.py"),
        new("locale", "usr/share/{locale,i18n,zoneinfo}/**", "usr/lib/{locale,gconv}/**", "usr/share/locale-langpack/**", "etc/{locale.conf,locale.alias,localtime,timezone}"),
        new("documentation", "usr/share/{doc,man,info,help,licenses,common-licenses,gtk-doc,lintian,bug,doc-base}/**", "usr/man/**"),
        new("shell completions", "usr/share/{bash-completion,zsh,fish}/**", "etc/bash_completion.d/**"),
        new("terminfo", "usr/share/{terminfo,tabset}/**", "usr/lib/terminfo/**", "etc/terminfo/**"),
        new("keymaps and console fonts", "usr/share/{keymaps,kbd,consolefonts,consoletrans,console,console-setup}/**", "usr/lib/kbd/**", "usr/share/X11/**", "etc/console-setup/**",
            "etc/{vconsole.conf,default/keyboard,default/console-setup,console/**}", "var/lib/{kbd,console-setup}/**"),
        new("certificates", "etc/{ssl,pki,ca-certificates}/**", "usr/share/{ca-certificates,pki,crypto-policies}/**", "usr/lib/ssl/**", "etc/ca-certificates.conf", "etc/crypto-policies/**",
            "usr/lib/verity.d/**", "etc/verity.d/**"),
        new("release files", "etc/{os,initrd,system,fedora,redhat,centos,SuSE,lsb,extension,arch,gentoo}-release*", "usr/lib/{os,initrd,fedora,system}-release*", "usr/lib/{os-release.d,extension-release.d}/**",
            "etc/{debian_version,issue,issue.net,machine-id,hostname}", "usr/lib/{issue.d,issue,issue.net,motd.d}/**"),
        new("NetworkManager", "{usr/lib,etc,usr/share,run}/NetworkManager/**", "usr/bin/{NetworkManager,nm-*,nmcli}", "usr/libexec/nm-*", "usr/lib/nm-*", "usr/lib/libnm*.so*"),
        new("SELinux", "{etc,usr/share,usr/lib,var/lib}/selinux/**", "usr/lib/systemd/selinux*"),
        new("hardware database", "usr/share/{hwdata,misc}/**", "var/lib/pciutils/**"),
        new("package database", "var/lib/{rpm,dpkg,dnf,pacman,apt,PackageKit}/**", "usr/lib/sysimage/**", "usr/lib/rpm/**", "usr/share/rpm/**", "usr/share/{menu,debconf,bug}/**", "etc/{apt,dpkg,dnf,yum.repos.d,rpm}/**"),
        new("file system images", "**/*.{squashfs,erofs,sqfs}", "{squash,squashfs,erofs}-root.img", "usr/lib/**/*.img"),

        new("shared libraries", "usr/lib/{*.so,*.so.*,ld-linux*,.*.hmac}", "usr/libexec/*.so*", "usr/lib/glibc-hwcaps/**"),
        new("shared libraries/{}", "usr/lib/{}/**/{*.so,*.so.*}", "usr/libexec/{}/**/{*.so,*.so.*}"),
        new("shared libraries", "usr/**/{*.so,*.so.*}"),
        new("programs", "usr/{bin,libexec,games}/**", "usr/lib/**/{udev-*,*-helper}"),
        new("shell scripts", "**/*.sh"),
        new("configuration", "etc/**", "usr/lib/{modprobe.d,depmod.d,kernel,pam.d,ld.so.conf.d,mkinitcpio.d,environment.d,sysimage,lvm,udisks2,tuned,multipath,dbus-1.0}/**",
            "usr/share/{dbus-1,polkit-1,pam,pam-configs,libc-bin,base-files,base-passwd,defaults,etc,cracklib,lvm,mdadm,multipath,nfs-common,file,magic,metainfo,applications,icons,glib-2.0,gnupg,misc,readline,vim,"
            + "cryptsetup,netbase,iproute2,keyutils,e2fsprogs,initrd,open-iscsi,tpm2-tss,sysctl,pkgconfig,xml,themes,mime,alsa,awk}/**", "usr/share/factory/**", "var/lib/nfs/**", "usr/lib/{mime,binfmt.d}/**"),
        new("programs", "usr/**", "opt/**") { OnlyPrograms = true },
    ];

    /// <summary>The class of what lies at a path.</summary>
    /// <param name="isProgram">Somebody may execute it.</param>
    public static FileClass Match(RootPath path, bool isProgram) => Match([path], isProgram);

    /// <summary>The class of a file that has several names, hard links: the first row that matches one of them.</summary>
    /// <inheritdoc cref="Match(RootPath, bool)"/>
    public static FileClass Match(IEnumerable<RootPath> names, bool isProgram)
    {
        List<ReadOnlyMemory<byte>>[] paths = [.. names.Select(name => ClassPath.Of(name.Bytes.ToArray()))];
        foreach (ClassRule rule in Table)
        {
            foreach (List<ReadOnlyMemory<byte>> path in paths)
            {
                if (rule.TryMatch(path, isProgram, out FileClass found)) return found;
            }
        }

        return FileClass.Unknown;
    }
}
