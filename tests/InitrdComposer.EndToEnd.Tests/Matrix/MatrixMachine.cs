using System.Diagnostics;
using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>A machine of QEMU as a cell wants it: emulated, two processors, serial console.</summary>
internal static class MatrixMachine
{
    private const int MaxAttempts = 3;

    /// <summary>A passphrase and a command line of a UKI come by SMBIOS, as they would from a cloud's firmware.</summary>
    private const string Smbios = "type=11,value=";

    /// <summary>Starts the image once; again only after the fault of emulation that <see cref="BootRun.MaxAttempts"/> speaks of.</summary>
    /// <param name="commandLine">The cell's, complete.</param>
    /// <param name="timeout">Of one attempt.</param>
    public static MatrixBoot Boot(MatrixCell cell, MatrixImage image, string commandLine, string? disk, TimeSpan timeout)
    {
        for (int attempt = 1; ; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            using var folder = new TempFolder();
            using MatrixTpm? tpm = cell.HasTpm ? new MatrixTpm(folder) : null;
            using MatrixService? service = MatrixService.Start(cell.Server, folder);
            var watch = new BootWatch(MatrixCell.SwitchedRoot);
            BootVerdict.Failed? failed = null;
            int met = 0;
            string[] console = EspMachine.Run(
                [.. Common(cell), .. Started(cell, image, commandLine, folder), .. Disks(cell, disk), .. tpm?.Arguments ?? []],
                timeout,
                line =>
                {
                    if (line.Contains(cell.Expected[met], StringComparison.Ordinal) && ++met == cell.Expected.Length) return true;
                    failed ??= watch.Hear(line) as BootVerdict.Failed;
                    return failed is not null && met == 0;
                },
                Program(cell));
            bool isBooted = met == cell.Expected.Length;
            if (!isBooted && failed is { IsEmulatorFault: true } && attempt < MaxAttempts)
            {
                TestNotes.Add($"boot matrix, {cell}, attempt {attempt}: the guest's kernel died of Oops: int3 before /init; tried again");
                continue;
            }

            return new(isBooted, isBooted ? "" : Reason(failed, watch), console, Stopwatch.GetElapsedTime(start));
        }
    }

    private static string Reason(BootVerdict.Failed? failed, BootWatch watch) => failed?.Reason ?? watch.Conclude(BootEnd.TimeUp) switch
    {
        BootVerdict.TimedOut timedOut => $"time ran out; how far it came: {timedOut.Stage.Describe()}",
        _ => "the root file system's init says nothing",
    };

    private static string Program(MatrixCell cell) => cell.IsArm64 ? Tool.Require("qemu-system-aarch64", "qemu-system-arm").Path : QemuMachine.FindProgram();

    private static string[] Common(MatrixCell cell) =>
    [
        .. cell.IsArm64 ? (string[])["-machine", "virt", "-cpu", "cortex-a72"] : ["-machine", "q35", "-cpu", "max"],
        "-accel", "tcg", "-m", "2G", "-smp", "2", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot", "-nodefaults",
        .. cell.Server == MatrixServer.None ? (string[])["-nic", "none"] : ["-nic", "user,model=virtio-net-pci"],
        .. cell.Passphrase is null ? Array.Empty<string>() : ["-smbios", $"{Smbios}io.systemd.credential:cryptsetup.passphrase={cell.Passphrase}"],
    ];

    private static string[] Started(MatrixCell cell, MatrixImage image, string commandLine, TempFolder folder)
    {
        string words = $"{QemuMachine.SpeakingParameters} systemd.default_device_timeout_sec=180 {commandLine}";
        if (cell.IsArm64) words = words.Replace("console=ttyS0", "console=ttyAMA0", StringComparison.Ordinal);
        if (!cell.IsDiscovered) return ["-kernel", image.Kernel, "-initrd", image.Initrd, "-append", words];
        File.Copy(UefiFirmware.Find().Variables, folder["vars.fd"]);
        return
        [
            "-drive", $"if=pflash,format=raw,readonly=on,file={UefiFirmware.Find().Code}", "-drive", $"if=pflash,format=raw,file={folder["vars.fd"]}",
            "-smbios", $"{Smbios}io.systemd.stub.kernel-cmdline-extra={words}",
        ];
    }

    private static string[] Disks(MatrixCell cell, string? disk) => disk is null
        ? []
        : ["-drive", $"if=none,id=root,format=raw,snapshot=on,file={disk}", .. cell.Bus switch
        {
            MatrixBus.VirtioBlk => (string[])["-device", "virtio-blk-pci,drive=root"],
            MatrixBus.VirtioScsi => ["-device", "virtio-scsi-pci", "-device", "scsi-hd,drive=root"],
            MatrixBus.Ahci => ["-device", "ide-hd,drive=root,bus=ide.0"],
            MatrixBus.Nvme => ["-device", "nvme,drive=root,serial=root"],
            MatrixBus.Usb => ["-device", "qemu-xhci", "-device", "usb-storage,drive=root"],
            _ => throw new ArgumentOutOfRangeException(nameof(cell), cell.Bus, null),
        }];
}

/// <summary>How a boot of a cell ended.</summary>
/// <param name="IsBooted">Everything that was expected was on the console.</param>
/// <param name="Reason">If not, why; one sentence.</param>
internal sealed record MatrixBoot(bool IsBooted, string Reason, string[] Console, TimeSpan Elapsed);
