using InitrdComposer.Cli.Boot;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Boot;

public sealed class QemuMachineTests
{
    private static readonly BootRequest Direct = new(
        new BootImage.Direct("/out/vmlinuz", "/out/a,b/initrd"), "/disks/root,1.ext4", "root=/dev/vda", "/log", TimeSpan.FromSeconds(400));

    [Fact]
    public void DirectBootSpeaksOnTheConsoleAndWaitsForTheDeviceHalfOfTheTime()
    {
        string[] arguments = [.. QemuMachine.Arguments(Direct, "/tmp/boot")];
        string commandLine = arguments[Array.IndexOf(arguments, "-append") + 1];
        Assert.StartsWith("console=ttyS0 ", commandLine, StringComparison.Ordinal);
        Assert.EndsWith(" systemd.default_device_timeout_sec=200 root=/dev/vda", commandLine, StringComparison.Ordinal);
        Assert.Equal("/out/a,,b/initrd", arguments[Array.IndexOf(arguments, "-initrd") + 1]);
    }

    [Fact]
    public void RootDiskIsNeverChanged()
    {
        string disk = Assert.Single(QemuMachine.Arguments(Direct, "/tmp/boot"), argument => argument.Contains("/disks/", StringComparison.Ordinal));
        Assert.Equal("if=none,id=root,format=raw,snapshot=on,file=/disks/root,,1.ext4", disk);
    }

    [Fact]
    public void MachineIsEmulatedWithoutNetwork()
    {
        string all = string.Join(' ', QemuMachine.Arguments(Direct, "/tmp/boot"));
        Assert.StartsWith("-machine q35 -accel tcg -cpu max -m 1536M -smp 2 ", all, StringComparison.Ordinal);
        Assert.Contains(" -nic none -no-reboot ", all, StringComparison.Ordinal);
    }
}
