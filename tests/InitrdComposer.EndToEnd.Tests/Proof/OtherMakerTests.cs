using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Proof;

/// <summary>Initrds that others made are proven as our own.</summary>
public sealed class OtherMakerTests
{
    /// <summary>Made of this machine's own systemd, an older one than the demo's, and without a kernel: what dracut takes along is complete.</summary>
    [Fact]
    public void WhatDracutMakesOfThisMachineIsGreenButForItsDrivers()
    {
        using var folder = new TempFolder();
        Tool.Require("dracut", "dracut-core").Run(
            "--force", "--no-hostonly", "--no-kernel", "--no-early-microcode", "--tmpdir", folder.Path, "--kver", "0-none", "--gzip",
            "-m", "bash systemd systemd-initrd dracut-systemd udev-rules base fs-lib rootfs-block", folder["initrd"]);
        ToolResult general = ComposerProgram.Run("prove", folder["initrd"], "--warnings");
        Assert.True(general.ExitCode == 0, general.Error + general.Output);
        Assert.Contains("general boot", general.Output, StringComparison.Ordinal);

        ToolResult claimed = ComposerProgram.Run("prove", folder["initrd"], "--platform", "kvm", "--root", "ext4", "--features", "luks");
        Assert.Equal(1, claimed.ExitCode);
        Assert.Contains("the image has no /usr/lib/modules/KVER", claimed.Error, StringComparison.Ordinal);
        Assert.Contains("/usr/lib/systemd/systemd-cryptsetup is not in the image", claimed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnInitrdWithoutSystemdDriversAloneAreJudged()
    {
        DistroFixture distro = DistroFixture.Require();
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["initrd"], BusyboxInitrd.Of(distro, "/busybox true"));
        ToolResult result = ComposerProgram.Run("prove", folder["initrd"], "--warnings", "--features", "luks");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is not systemd: beside drivers and firmware nothing can be judged", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IC-PRF02", "--platform", "kvn", "did you mean kvm?")]
    [InlineData("IC-PRF02", "--features", "luks,lvn", "did you mean lvm?")]
    [InlineData("IC-PRF02", "--root", "EXT 4", "expected a file system's name")]
    [InlineData("IC-PRF03", "--platform", "modalias:devices.txt", "devices.txt:1:1: modalias")]
    public void ClaimsThatAreNoneAreRefused(string id, string option, string value, string expected)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["initrd"], "");
        File.WriteAllText(folder["devices.txt"], "virtio_blk\n");
        ToolResult result = ComposerProgram.Run("prove", folder["initrd"], option, value.Replace("devices.txt", folder["devices.txt"], StringComparison.Ordinal));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"error[{id}]", result.Error, StringComparison.Ordinal);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderThatNoBuildWroteIsRefused()
    {
        using var folder = new TempFolder();
        ToolResult result = ComposerProgram.Run("prove", folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error[IC-PRF04]", result.Error, StringComparison.Ordinal);
    }
}
