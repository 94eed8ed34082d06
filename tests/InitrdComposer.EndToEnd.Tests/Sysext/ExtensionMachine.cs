using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Sysext;

/// <summary>A machine that starts systemd-boot from an ESP and has its root file system on a SCSI disk behind a host adapter of virtio.</summary>
internal static class ExtensionMachine
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <param name="esp">The ESP's files.</param>
    /// <param name="rootDisk">Never changed.</param>
    /// <param name="deviceTimeout">Seconds that systemd waits for the disk.</param>
    public static (BootVerdict Verdict, string[] Console) Boot(string esp, string rootDisk, int deviceTimeout)
    {
        for (int attempt = 1; ; attempt++)
        {
            using var folder = new TempFolder();
            EspMachine.MakeDisk(esp, folder["esp.img"]);
            File.Copy(UefiFirmware.Find().Variables, folder["vars.fd"]);
            var watch = new BootWatch(BootRequest.DefaultMarker);
            BootVerdict? verdict = null;
            string[] console = EspMachine.Run(Arguments(folder, rootDisk, deviceTimeout), Timeout, line => (verdict ??= watch.Hear(line)) is not null);
            verdict ??= watch.Conclude(BootEnd.TimeUp);
            if (verdict is not BootVerdict.Failed { IsEmulatorFault: true } || attempt == MaxAttempts) return (verdict, console);
            TestNotes.Add($"boot with extensions, attempt {attempt}: the guest's kernel died of Oops: int3 before /init; tried again");
        }
    }

    /// <summary>systemd says on the console what it does: through the firmware's tables, for the command line is part of the UKI.</summary>
    private static string[] Arguments(TempFolder folder, string rootDisk, int deviceTimeout) =>
    [
        "-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "1536M", "-smp", "1", "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot", "-nodefaults",
        "-drive", $"if=pflash,format=raw,readonly=on,file={UefiFirmware.Find().Code}", "-drive", $"if=pflash,format=raw,file={folder["vars.fd"]}",
        "-drive", $"if=none,id=esp,format=raw,file={folder["esp.img"]}", "-device", "virtio-blk-pci,drive=esp,bootindex=0",
        "-device", "virtio-scsi-pci", "-drive", $"if=none,id=root,format=raw,snapshot=on,file={rootDisk}", "-device", "scsi-hd,drive=root",
        "-smbios", $"type=11,value=io.systemd.stub.kernel-cmdline-extra=systemd.log_target=kmsg printk.devkmsg=on systemd.default_device_timeout_sec={deviceTimeout}",
    ];
}
