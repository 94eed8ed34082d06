using System.Diagnostics;
using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>A machine with UEFI firmware and a TPM 2.0 (swtpm) that boots an ESP and tells what its PCRs hold.</summary>
internal static class MeasuredMachine
{
    /// <summary>What /init prints when it is done.</summary>
    public const string Done = "FORECAST-DONE";

    private const int MaxAttempts = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    public static void RequireTools()
    {
        EspMachine.RequireTools();
        Tool.Require("swtpm", "swtpm");
    }

    /// <summary>Boots; what /init printed.</summary>
    /// <param name="esp">The ESP's files.</param>
    /// <param name="hasSecureBoot">With Debian's snakeoil key in db, KEK and PK.</param>
    public static MeasuredBoot Boot(string esp, bool hasSecureBoot = false)
    {
        for (int attempt = 1; ; attempt++)
        {
            string[] console = Attempt(esp, hasSecureBoot);
            if (console.Contains(Done)) return MeasuredBoot.Of(console);

            // A fault of QEMU's emulation that is known, see BootRun.MaxAttempts; anything else is ours.
            bool isEmulatorFault = console.Any(line => line.Contains("Oops: int3", StringComparison.Ordinal)) && !console.Any(line => line.Contains("Run /init", StringComparison.Ordinal));
            Assert.True(isEmulatorFault && attempt < MaxAttempts, string.Join('\n', console.TakeLast(40)));
            TestNotes.Add($"measured boot, attempt {attempt}: the guest's kernel died of Oops: int3 before /init; tried again");
        }
    }

    private static string[] Attempt(string esp, bool hasSecureBoot)
    {
        using var folder = new TempFolder();
        EspMachine.MakeDisk(esp, folder["esp.img"]);
        (string code, string variables) = hasSecureBoot
            ? ("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd")
            : (UefiFirmware.Find().Code, UefiFirmware.Find().Variables);
        File.Copy(variables, folder["vars.fd"]);
        Directory.CreateDirectory(folder["tpm"]);
        string[] arguments = ["socket", "--tpm2", "--tpmstate", $"dir={folder["tpm"]}", "--ctrl", $"type=unixio,path={folder["tpm.sock"]}", "--flags", "not-need-init,startup-clear", "--terminate"];
        using Process tpm = Process.Start(new ProcessStartInfo("swtpm", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(folder["tpm.sock"]), TimeSpan.FromSeconds(10)), "swtpm does not listen");
            return EspMachine.Run(
            [
                "-machine", hasSecureBoot ? "q35,smm=on" : "q35", "-global", $"driver=cfi.pflash01,property=secure,value={(hasSecureBoot ? "on" : "off")}", "-global", "ICH9-LPC.disable_s3=1", "-accel", "tcg", "-cpu", "max", "-m", "512M", "-smp", "1", "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot", "-nodefaults",
                "-drive", $"if=pflash,format=raw,readonly=on,file={code}", "-drive", $"if=pflash,format=raw,file={folder["vars.fd"]}",
                "-drive", $"if=none,id=esp,format=raw,file={folder["esp.img"]}", "-device", "virtio-blk-pci,drive=esp,bootindex=0",
                "-chardev", $"socket,id=tpm,path={folder["tpm.sock"]}", "-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm0",
            ], Timeout, line => line == Done);
        }
        finally
        {
            if (!tpm.HasExited) tpm.Kill();
            tpm.WaitForExit();
        }
    }
}
