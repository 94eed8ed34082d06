using InitrdComposer.Cli.Boot;
using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Boot;

public sealed class BootRunTests
{
    /// <summary>The toy stub's only instruction returns to the firmware, so OVMF starts it and then has nothing else: no kernel is needed to see all of QEMU.</summary>
    [Fact]
    public void FirmwareFindsTheUkiAndTheVerdictComesBeforeTheTimeIsUp()
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        Tool.Require("/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf");
        using var folder = new TempFolder();
        string uki = folder["name, with comma.efi"];
        File.Copy(Checkout.Fixture("uki", "toystub.efi"), uki);
        List<string> heard = [];
        var request = new BootRequest(new BootImage.Uki(uki), uki, "", folder["serial.log"], TimeSpan.FromMinutes(5), MemoryInMebibytes: 512, Processors: 1);

        BootReport report = BootRun.Run(request, heard.Add, notice => Assert.Fail(notice.Message), TestContext.Current.CancellationToken);
        BootVerdict.Failed failed = Assert.IsType<BootVerdict.Failed>(report.Verdict);
        Assert.Contains("or the image returned", failed.Reason, StringComparison.Ordinal);
        Assert.Contains(heard, line => line.StartsWith("BdsDxe: starting Boot0001", StringComparison.Ordinal));
        Assert.Contains("BdsDxe: starting Boot0001", File.ReadAllText(folder["serial.log"]), StringComparison.Ordinal);
        Assert.Equal(1, report.Attempts);
        Assert.Equal(File.ReadAllBytes(Checkout.Fixture("uki", "toystub.efi")), File.ReadAllBytes(uki));
    }

    [Fact]
    public void QemusOwnComplaintIsTheUsersError()
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        using var folder = new TempFolder();
        File.WriteAllText(folder["kernel"], "no kernel");
        var request = new BootRequest(new BootImage.Direct(folder["kernel"], folder["kernel"]), null, "", folder["log"], TimeSpan.FromMinutes(1));
        ComposerException error = Assert.Throws<ComposerException>(() => BootRun.Run(request, _ => { }, _ => { }, CancellationToken.None));
        Assert.Equal("IC-BOT03", error.Id.ToString());
        Assert.Equal(FailureKind.LocalIO, error.Id.Kind);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        using var folder = new TempFolder();
        var request = new BootRequest(new BootImage.Uki(folder["no.efi"]), null, "", folder["log"], TimeSpan.FromMinutes(1));
        ComposerException error = Assert.Throws<ComposerException>(() => BootRun.Run(request, _ => { }, _ => { }, CancellationToken.None));
        Assert.Equal(("IC-BOT02", folder["no.efi"]), (error.Id.ToString(), error.Location?.File));
        Assert.False(File.Exists(folder["log"]));
    }

    [Fact]
    public void CancellingStopsQemu()
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        Tool.Require("/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf");
        using var folder = new TempFolder();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var request = new BootRequest(new BootImage.Uki(Checkout.Fixture("uki", "toystub.efi")), null, "", folder["log"], TimeSpan.FromMinutes(5), MemoryInMebibytes: 512);
        Assert.Throws<OperationCanceledException>(() => BootRun.Run(request, _ => { }, _ => { }, cancellation.Token));
    }

    [Fact]
    public void TimeIsUpInTheFirmware()
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        Tool.Require("/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf");
        using var folder = new TempFolder();
        var request = new BootRequest(new BootImage.Uki(Checkout.Fixture("uki", "toystub.efi")), null, "", folder["log"], TimeSpan.FromMilliseconds(500), MemoryInMebibytes: 512);
        BootVerdict.TimedOut timedOut = Assert.IsType<BootVerdict.TimedOut>(BootRun.Run(request, _ => { }, _ => { }, CancellationToken.None).Verdict);
        Assert.InRange(timedOut.Stage, BootStage.PowerOn, BootStage.Firmware);
    }
}
