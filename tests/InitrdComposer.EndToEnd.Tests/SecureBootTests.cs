using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The last word on signatures: firmware with Secure Boot on, whose variables have the certificate that Debian's ovmf is tested with.</summary>
[Collection(BootCollection.Name)]
public sealed class SecureBootTests : IDisposable
{
    private const string Code = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";

    private const string Variables = "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd";

    private const string SnakeOil = "/usr/share/ovmf/PkKek-1-snakeoil";

    private const string Marker = "SIGNED-UKI-STARTED";

    /// <summary>Seen once in a hundred boots under TCG, with images that boot well.</summary>
    private const string EmulatorFault = "Oops: int3";

    private const int MaxAttempts = 3;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AUkiSignedTwiceStartsAndWithAChangedByteItDoesNot()
    {
        var distro = DistroFixture.Require();
        Tool.Require(Variables, "ovmf");
        Tool openssl = Tool.Require("openssl", "openssl");
        File.WriteAllBytes(_folder["stub"], BusyboxInitrd.FileOf(distro.Package("systemd-boot-efi"), path => path.EndsWith("linuxx64.efi.stub", StringComparison.Ordinal)));
        File.WriteAllBytes(_folder["kernel"], BusyboxInitrd.Kernel(distro));
        File.WriteAllBytes(_folder["initrd"], BusyboxInitrd.Of(distro, $"/busybox echo {Marker}"));
        File.WriteAllText(_folder["osrel"], "ID=test\n");
        File.WriteAllText(_folder["pass"], "snakeoil");
        openssl.Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["own.key"], "-out", _folder["own.crt"], "-subj", "/CN=own", "-days", "9");
        Composer(
            "uki", "link", "--stub", _folder["stub"], "--linux", _folder["kernel"], "--initrd", _folder["initrd"], "--os-release", _folder["osrel"],
            "--cmdline", "console=ttyS0 panic=-1", "-o", _folder["unsigned.efi"]);

        // The signature that firmware trusts is the second one.
        Composer(
            "uki", "sign", _folder["unsigned.efi"], "--key", _folder["own.key"], "--certificate", _folder["own.crt"], "--key", SnakeOil + ".key", "--certificate", SnakeOil + ".pem",
            "--passphrase", "file:" + _folder["pass"], "-o", _folder["signed.efi"]);
        string log = Boot(_folder["signed.efi"]);
        Assert.Contains(Marker, log, StringComparison.Ordinal);
        Assert.Contains("Secure boot enabled", log, StringComparison.Ordinal);

        byte[] changed = File.ReadAllBytes(_folder["signed.efi"]);
        int initrd = changed.AsSpan().LastIndexOf("TRAILER!!!"u8);
        changed[initrd] ^= 0x20;
        File.WriteAllBytes(_folder["changed.efi"], changed);
        RequireRefused(_folder["changed.efi"]);
        RequireRefused(_folder["unsigned.efi"]);
    }

    private void RequireRefused(string uki)
    {
        string log = Boot(uki);
        Assert.Contains("Access Denied", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Linux version", log, StringComparison.Ordinal);
    }

    /// <summary>The serial console of a machine that starts a UKI as EFI/BOOT/BOOTX64.EFI, until it is switched off or firmware has refused.</summary>
    private string Boot(string uki)
    {
        Tool timeout = Tool.Require("timeout", "coreutils");
        Tool bash = Tool.Require("bash", "bash");
        Tool qemu = Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        for (int attempt = 1; ; attempt++)
        {
            string esp = _folder["esp"];
            Directory.CreateDirectory(Path.Combine(esp, "EFI", "BOOT"));
            File.Copy(uki, Path.Combine(esp, "EFI", "BOOT", "BOOTX64.EFI"), overwrite: true);
            File.Copy(Variables, _folder["vars.fd"], overwrite: true);
            string[] machine =
            [
                "-machine", "q35,smm=on", "-accel", "tcg", "-cpu", "max", "-m", "1024", "-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none", "-no-reboot", "-nodefaults",
                "-global", "driver=cfi.pflash01,property=secure,value=on",
                "-drive", $"if=pflash,format=raw,readonly=on,file={Code}", "-drive", $"if=pflash,format=raw,file={_folder["vars.fd"]}",
                "-drive", $"if=none,id=esp,format=raw,readonly=on,file=fat:{esp}", "-device", "virtio-blk-pci,drive=esp,bootindex=0",
            ];

            // After a refusal firmware says nothing more, and waits: the line that tells ends the machine.
            string quoted = string.Join(' ', machine.Select(word => $"'{word}'"));
            string script = $$"""
                exec 3< <(exec '{{timeout.Path}}' 240 '{{qemu.Path}}' {{quoted}})
                while IFS= read -r line; do printf '%s\n' "$line"; case $line in *'Access Denied'*|*'Power down'*|*'Oops: int3'*) break;; esac; done <&3
                kill $! 2>&1
                """;
            string log = bash.Start(null, null, "-c", script).Output;
            if (attempt == MaxAttempts || !log.Contains(EmulatorFault, StringComparison.Ordinal) || log.Contains(Marker, StringComparison.Ordinal)) return log;
        }
    }

    private static void Composer(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}");
    }
}
