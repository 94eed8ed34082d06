using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Boot;

/// <summary>Verdicts over consoles of real boots, tests/fixtures/boot.</summary>
public sealed class BootWatchTests
{
    private const string Systemd = "[    8.0] systemd[1]: systemd 257 running in system mode (+PAM)";

    [Fact]
    public void MarkerOfTheRootDiskMeansBooted()
    {
        BootVerdict.Booted booted = Assert.IsType<BootVerdict.Booted>(Watch("switch-root.log").Verdict);
        Assert.StartsWith("SWITCH-ROOT-OK", booted.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-init.log", "because it has no initrd with /init", "VFS: Cannot open root device")]
    [InlineData("no-initrd-release.log", "/etc/initrd-release is missing", "Detected first boot.")]
    [InlineData("device-timed-out.log", "the device /dev/disk/by-label/demo-root does not appear", "Timed out waiting for device")]
    [InlineData("extension-refused.log", "does not appear: no extension is merged, for /.extra/sysext/scsi-disk.sysext.raw does not match the image policy", "Image does not match image policy")]
    [InlineData("split-gzip.log", "cannot unpack the initrd (junk at the end of compressed archive)", "Initramfs unpacking failed")]
    [InlineData("secure-boot-unsigned.log", "Secure Boot refuses the image", "Access Denied")]
    [InlineData("empty-esp.log", "no image that it can start, or the image returned: loading it ended with Not Found", "EFI Internal Shell")]
    [InlineData("powered-off.log", "the guest went down (Power down)", "reboot: Power down")]
    public void TheVerdictSaysWhyABootFailed(string log, string reason, string evidence)
    {
        BootVerdict.Failed failed = Assert.IsType<BootVerdict.Failed>(Watch(log).Verdict);
        Assert.Contains(reason, failed.Reason, StringComparison.Ordinal);
        Assert.Contains(failed.Evidence, line => line.Contains(evidence, StringComparison.Ordinal));
        Assert.False(failed.IsEmulatorFault);
    }

    [Fact]
    public void MissingModulesDepIsNamedWithTheDeviceThatDoesNotAppear()
    {
        BootVerdict.Failed failed = Assert.IsType<BootVerdict.Failed>(Watch("no-modules-dep.log").Verdict);
        Assert.Equal(
            "the device /dev/disk/by-label/demo-root does not appear: kernel module autofs4 is not found: it is not in the initrd, "
            + "or modules.dep, which depmod makes, is missing or does not list it",
            failed.Reason);
        Assert.Contains("[   17.656934] systemd[1]: Failed to find module 'autofs4'", failed.Evidence);
    }

    [Fact]
    public void SilenceAfterAMissingModuleIsAFailure()
    {
        (BootWatch watch, _) = Watch("no-modules-dep.log", line => line.Contains("timed out", StringComparison.Ordinal));
        Assert.True(watch.MayStall);
        BootVerdict.Failed failed = Assert.IsType<BootVerdict.Failed>(watch.Conclude(BootEnd.Silent));
        Assert.StartsWith("the boot stands still: kernel module autofs4 is not found", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOutNamesTheStage()
    {
        (BootWatch watch, BootVerdict? verdict) = Watch("device-timed-out.log", line => line.Contains("timed out", StringComparison.Ordinal));
        Assert.Null(verdict);
        Assert.False(watch.MayStall);
        Assert.Equal(BootStage.SystemdInInitrd, Assert.IsType<BootVerdict.TimedOut>(watch.Conclude(BootEnd.TimeUp)).Stage);
        Assert.Equal(BootStage.PowerOn, Assert.IsType<BootVerdict.TimedOut>(new BootWatch("OK").Conclude(BootEnd.TimeUp)).Stage);
    }

    [Fact]
    public void SystemdsSwitchRootIsEnoughOnADiskWithoutMarker()
    {
        (BootWatch watch, BootVerdict? verdict) = Watch("switch-root.log", line => line.Contains("SWITCH-ROOT-OK", StringComparison.Ordinal));
        Assert.Null(verdict);
        Assert.True(watch.IsSwitching);
        Assert.Contains("Switching root.", Assert.IsType<BootVerdict.Booted>(watch.Conclude(BootEnd.Silent)).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondSystemdIsEnoughToo()
    {
        (BootWatch watch, _) = Watch("switch-root.log", line => line.Contains("Switching root", StringComparison.Ordinal));
        Assert.Equal(Systemd, Assert.IsType<BootVerdict.Booted>(watch.Hear(Systemd)).Evidence);
    }

    [Fact]
    public void APanicAfterSwitchRootIsAFailure()
    {
        (BootWatch watch, _) = Watch("switch-root.log", line => line.Contains("SWITCH-ROOT-OK", StringComparison.Ordinal));
        BootVerdict? verdict = watch.Hear("[   99.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00");
        Assert.StartsWith("/init ended", Assert.IsType<BootVerdict.Failed>(verdict).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyThePanicOfTheEmulatorsFaultBeforeInitIsOne()
    {
        string[] fault = ["[    1.200000] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI", "[    1.200100] Kernel panic - not syncing: Fatal exception in interrupt"];
        Assert.True(Panicked(fault).IsEmulatorFault);
        Assert.False(Panicked(["[    1.100000] Run /init as init process", .. fault]).IsEmulatorFault);
        Assert.False(Panicked(fault[1..]).IsEmulatorFault);

        static BootVerdict.Failed Panicked(string[] lines)
        {
            var watch = new BootWatch("OK");
            return Assert.IsType<BootVerdict.Failed>(lines.Select(watch.Hear).ToArray()[^1]);
        }
    }

    [Theory]
    [InlineData("[    2.0] Initramfs unpacking failed: write error", "the initrd does not fit into the guest's memory")]
    [InlineData("[    2.0] check access for rdinit=/init failed: -2, ignoring", "the initrd has no /init that the kernel could run")]
    [InlineData("[    2.0] Failed to execute /init (error -2)", "the kernel cannot execute /init")]
    [InlineData("/init: error while loading shared libraries: libfoo.so.1: cannot open shared object file", "lacks the library libfoo.so.1")]
    [InlineData("[    2.0] virtio_pci: Unknown symbol vp_modern_probe (err -2)", "kernel module virtio_pci does not load")]
    [InlineData("[    2.0] systemd[1]: Failed to mount sysroot.mount - /sysroot.", "cannot be mounted")]
    [InlineData("[    2.0] systemd-sysext[252]: Failed to merge hierarchies", "no extension is merged: systemd-sysext failed")]
    public void ALineThatExplainsIsToldWithTheEnd(string line, string meaning)
    {
        var watch = new BootWatch("OK");
        Assert.Null(watch.Hear(line));
        BootVerdict? verdict = watch.Hear("[   90.0] Kernel panic - not syncing: the end");
        Assert.Contains(meaning, Assert.IsType<BootVerdict.Failed>(verdict).Reason, StringComparison.Ordinal);
    }

    private static (BootWatch Watch, BootVerdict? Verdict) Watch(string log, Predicate<string>? until = null)
    {
        var watch = new BootWatch("SWITCH-ROOT-OK");
        var lines = new SerialLines();
        foreach (string line in lines.Add(File.ReadAllBytes(Checkout.Fixture("boot", log))))
        {
            if (until is not null && until(line)) break;
            if (watch.Hear(line) is BootVerdict verdict) return (watch, verdict);
        }

        return (watch, null);
    }
}
