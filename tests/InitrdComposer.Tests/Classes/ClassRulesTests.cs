using InitrdComposer.Classes;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Classes;

public sealed class ClassRulesTests
{
    [Theory]
    [InlineData("usr/lib/modules/6.12.1/kernel/drivers/net/ethernet/intel/e1000/e1000.ko.xz", "kernel modules/drivers/net")]
    [InlineData("lib/modules/6.12.1/kernel/fs/xfs/xfs.ko", "kernel modules/fs")]
    [InlineData("usr/lib/modules/6.12.1/updates/dkms/nvidia.ko.zst", "kernel modules/updates")]
    [InlineData("usr/lib/modules/6.12.1/ext4.ko", "kernel modules")]
    [InlineData("virtio_blk.ko", "kernel modules")]
    [InlineData("usr/lib/modules/6.12.1/modules.dep.bin", "module indexes")]
    [InlineData("usr/lib/firmware/amdgpu/vega10_sos.bin.xz", "firmware/amdgpu")]
    [InlineData("lib/firmware/updates/i915/dg2_dmc.bin", "firmware/i915")]
    [InlineData("usr/lib/firmware/iwlwifi-7260-17.ucode", "firmware/intel")]
    [InlineData("usr/lib/firmware/rt2870.bin", "firmware/other")]
    [InlineData("kernel/x86/microcode/GenuineIntel.bin", "microcode")]
    [InlineData("usr/lib64/libc.so.6", "shared libraries")]
    [InlineData("usr/lib/x86_64-linux-gnu/libc.so.6", "shared libraries")]
    [InlineData("lib/x86_64-linux-gnu/cryptsetup/libcryptsetup-token-systemd-tpm2.so", "shared libraries/cryptsetup")]
    [InlineData("usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so", "systemd/libraries")]
    [InlineData("usr/lib64/ld-linux-x86-64.so.2", "shared libraries")]
    [InlineData("sbin/mkfs.ext4", "programs")]
    [InlineData("usr/bin/systemctl", "systemd/programs")]
    [InlineData("usr/lib/systemd/system/initrd.target", "systemd/units")]
    [InlineData("usr/lib/systemd/system-generators/systemd-fstab-generator", "systemd/generators")]
    [InlineData("usr/lib/udev/rules.d/60-persistent-storage.rules", "udev/rules")]
    [InlineData("usr/lib/udev/hwdb.bin", "udev/hwdb")]
    [InlineData("etc/udev/hwdb.bin", "udev/hwdb")]
    [InlineData("usr/lib/systemd/systemd-udevd", "udev/programs")]
    [InlineData("usr/lib/dracut/hooks/pre-mount/01-x.sh", "dracut")]
    [InlineData("usr/lib/dracut-lib.sh", "dracut")]
    [InlineData("scripts/local-top/cryptroot", "initramfs-tools")]
    [InlineData("hooks/udev", "mkinitcpio")]
    [InlineData("bin/busybox", "busybox and klibc")]
    [InlineData("usr/share/perl5/Carp.pm", "Perl")]
    [InlineData("usr/lib/python3.13/os.py", "Python")]
    [InlineData("usr/lib64/gconv/UTF-16.so", "locale")]
    [InlineData("usr/share/doc/bash/README", "documentation")]
    [InlineData("usr/share/terminfo/l/linux", "terminfo")]
    [InlineData("usr/share/plymouth/themes/spinner/bullet.png", "plymouth")]
    [InlineData("etc/ssl/certs/ca-certificates.crt", "certificates")]
    [InlineData("etc/initrd-release", "release files")]
    [InlineData("etc/passwd", "configuration")]
    [InlineData("usr/share/nobody/knows", "unknown")]
    public void FirstRuleThatMatchesDecides(string path, string expected) => Assert.Equal(expected, ClassRules.Match(RootPath.Of(path), isProgram: false).Name);

    [Fact]
    public void WhatMayBeExecutedIsAProgramWhereNoFolderSaysMore()
    {
        Assert.Equal("programs", ClassRules.Match(RootPath.Of("usr/lib/cryptsetup/askpass"), isProgram: true).Name);
        Assert.True(ClassRules.Match(RootPath.Of("usr/lib/cryptsetup/askpass"), isProgram: false).IsUnknown);
    }

    [Fact]
    public void ClassHasAGroup() => Assert.Equal(("kernel modules", "programs"), (new FileClass("kernel modules/drivers/net").Group, new FileClass("programs").Group));
}
