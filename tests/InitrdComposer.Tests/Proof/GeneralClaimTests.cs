using InitrdComposer.Formats.Elf;
using InitrdComposer.Proof;
using Xunit;

namespace InitrdComposer.Tests.Proof;

/// <summary>What every initrd needs, and what it does without.</summary>
public sealed class GeneralClaimTests
{
    [Fact]
    public void TheLeastThatBootsIsGreen()
    {
        ProofReport report = TinyInitrd.Systemd().Prove();
        Assert.Equal(TinyInitrd.Release, report.KernelVersion);
        Assert.Equal(ProofVerdict.Good, report.Verdict);
    }

    [Theory]
    [InlineData("/init", "/init is not in the image")]
    [InlineData("/usr/lib/ld.so", "/usr/lib/systemd/systemd wants the loader /usr/lib/ld.so")]
    [InlineData("/usr/lib/libc.so.6", "/usr/lib/systemd/systemd needs libc.so.6")]
    [InlineData("/usr/lib/libkmod.so.2", "libkmod.so")]
    [InlineData("/etc/initrd-release", "/etc/initrd-release")]
    [InlineData("/usr/lib/systemd/system/basic.target", "initrd.target requires it")]
    [InlineData("/usr/lib/systemd/system/initrd-switch-root.service", "initrd-switch-root.service: systemd requires it")]
    [InlineData("/usr/lib/systemd/system/sysinit.target.wants/systemd-udev-trigger.service", "nothing that is started wants systemd-udev-trigger.service")]
    [InlineData("/usr/bin/systemctl", "it runs systemctl, which is not in the image")]
    [InlineData("/usr/lib/systemd/systemd-udevd", "it runs /usr/lib/systemd/systemd-udevd")]
    [InlineData("/usr/lib/systemd/system-generators/systemd-fstab-generator", "systemd-fstab-generator")]
    [InlineData("/usr/lib/udev/rules.d/80-drivers.rules", "80-drivers.rules")]
    [InlineData("/usr/lib/udev/rules.d/60-persistent-storage.rules", "/dev/disk/by-label")]
    [InlineData("/usr/lib/udev/rules.d/99-systemd.rules", "systemd sees block devices")]
    [InlineData("/usr/bin/mount", "/usr/bin/mount")]
    [InlineData("/usr/lib/modules/" + TinyInitrd.Release + "/modules.alias.bin", "modules.alias.bin")]
    public void WhatIsMissingIsRedAndNamed(string path, string reason) => Assert.Contains(TinyInitrd.Systemd().Without(path).Reds(), red => red.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void AProgramThatMayNotBeExecutedDoesNotStart() =>
        Assert.Contains(TinyInitrd.Systemd().Program("/usr/bin/mount").File("/usr/bin/mount", "ELF", 0b110_100_100).Reds(), red => red.Contains("not executable (mode 644)", StringComparison.Ordinal));

    [Fact]
    public void AScriptNeedsItsInterpreterAndWhatThatNeeds()
    {
        Assert.Contains(TinyInitrd.Systemd().Script("/usr/bin/mount", "/bin/sh").Reds(), red => red.Contains("wants the interpreter /bin/sh", StringComparison.Ordinal));
        Assert.Contains(TinyInitrd.Systemd().Program("/usr/bin/sh", "libedit.so.0").Script("/usr/bin/mount", "/bin/sh").Reds(), red => red.Contains("/usr/bin/sh needs libedit.so.0", StringComparison.Ordinal));
        Assert.Empty(TinyInitrd.Systemd().Program("/usr/bin/sh").Script("/usr/bin/mount", "/bin/sh").Reds());
    }

    [Fact]
    public void OfNotesOfDlopenOnlyRequiredOnesAreAskedOfEveryProgram()
    {
        Assert.Contains(TinyInitrd.Systemd().Program("/usr/bin/mount", new DlopenNote(["libx.so.1"], DlopenPriority.Required, null)).Reds(), red => red.Contains("cannot do without libx.so.1", StringComparison.Ordinal));
        Assert.Empty(TinyInitrd.Systemd().Program("/usr/bin/mount", new DlopenNote(["libx.so.1"], DlopenPriority.Suggested, null)).Reds());
    }

    [Fact]
    public void ALibraryThatAnotherNeedsIsNamedWithIt() =>
        Assert.Contains(
            TinyInitrd.Systemd().Library("/usr/lib/libc.so.6", "libdeep.so.1").Reds(), red => red.Contains("/usr/bin/mount needs libdeep.so.1 through /usr/lib/libc.so.6", StringComparison.Ordinal));

    [Fact]
    public void AUnitThatAPackageWantsIsOnlySaidAndOneThatAPresetEnabledIsRed()
    {
        const string Broken = "[Service]\nExecStart=/usr/bin/gone\n";
        TinyInitrd wanted = TinyInitrd.Systemd().Unit("extra.service", Broken).Link("/usr/lib/systemd/system/sysinit.target.wants/extra.service", "../extra.service");
        Assert.Empty(wanted.Reds());
        Assert.Contains(wanted.Warnings(), warning => warning.Contains("extra.service, wanted by sysinit.target: it runs /usr/bin/gone", StringComparison.Ordinal));
        TinyInitrd enabled = TinyInitrd.Systemd().Unit("extra.service", Broken).Link("/etc/systemd/system/sysinit.target.wants/extra.service", "/usr/lib/systemd/system/extra.service");
        Assert.Contains(enabled.Reds(), red => red.Contains("it runs /usr/bin/gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[Service]\nExecStart=-/usr/bin/gone\n")]
    [InlineData("[Unit]\nConditionPathExists=!/etc/initrd-release\n[Service]\nExecStart=/usr/bin/gone\n")]
    [InlineData("[Unit]\nConditionPathExists=/usr/bin/gone\n[Service]\nExecStart=/usr/bin/mount\nExecStart=/usr/bin/gone\n")]
    [InlineData("[Service]\nExecStart=/usr/bin/gone\nExecStart=\nExecStart=/usr/bin/mount\n")]
    [InlineData("[Service]\nExecStart=@mount anything\nUser=root\nGroup=0\n")]
    [InlineData("[Service]\nExecStart=mount\nUser=somebody\nDynamicUser=yes\n")]
    public void WhatMayFailOrIsNeverStartedIsNotRed(string unit) =>
        Assert.Empty(TinyInitrd.Systemd().Unit("extra.service", unit).Link("/etc/systemd/system/sysinit.target.wants/extra.service", "/usr/lib/systemd/system/extra.service").Reds());

    [Fact]
    public void AUnitsUserHasToExist() => Assert.Contains(
        TinyInitrd.Systemd().Unit("extra.service", "[Service]\nExecStart=mount\nUser=somebody\n").Link("/etc/systemd/system/sysinit.target.wants/extra.service", "/usr/lib/systemd/system/extra.service").Reds(),
        red => red.StartsWith("boot accounts: extra.service", StringComparison.Ordinal) && red.Contains("User=somebody", StringComparison.Ordinal));

    [Fact]
    public void ADropInOfAUnitCounts() => Assert.Contains(
        TinyInitrd.Systemd().File("/etc/systemd/system/initrd-cleanup.service.d/10.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/gone\n").Reds(),
        red => red.Contains("initrd-cleanup.service", StringComparison.Ordinal));

    [Fact]
    public void RulesOfPackagesAreOnlySaid()
    {
        string[] warnings = TinyInitrd.Systemd().Rules("70-tape.rules", "KERNEL==\"st*\", GROUP=\"tape\", OWNER=\"0\", IMPORT{program}=\"tape_id $devnode\", \\\n  RUN+=\"$env{X}\"\n# GROUP=\"none\"\nGROUP=\"disk\"\n").Warnings();
        Assert.Equal(
            [
                "boot rules: /usr/lib/udev/rules.d/70-tape.rules:1: it runs /usr/lib/udev/tape_id, which is not in the image",
                "boot accounts: /usr/lib/udev/rules.d/70-tape.rules:1: GROUP=\"tape\": there is no such group: udev leaves the device to root",
            ],
            warnings);
    }

    [Fact]
    public void OfAnInitThatIsNotSystemdOnlyDriversAreJudged()
    {
        ProofReport report = new TinyInitrd().Library("/usr/lib/ld.so").Program("/usr/bin/sh").Script("/init", "/usr/bin/sh").Module("kernel/virtio_blk.ko", "alias=virtio:d00000002v*")
            .Prove("required | virtio:d00000002v00001AF4 | virtio_blk | disk | VIRTIO", null, "luks");
        Assert.Equal(ProofVerdict.Warning, report.Rows[0].Verdict);
        Assert.Equal(ProofVerdict.Good, report.Rows[1].Verdict);
        Assert.Null(report.Rows[2][ProofAspect.Programs]);
        Assert.Equal(ProofVerdict.Red, report.Rows[2][ProofAspect.Drivers]);
    }
}
