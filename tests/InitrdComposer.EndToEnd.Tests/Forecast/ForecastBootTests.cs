using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>What was forecast is what a TPM holds: boots under OVMF and swtpm, with companions of all kinds on the ESP.</summary>
[Collection(BootCollection.Name)]
public sealed class ForecastBootTests
{
    private const string CommandLine = "console=ttyS0 panic=-1 TERM=dumb";

    private static readonly int[] Pcrs = [4, 9, 11, 12, 13];

    [Fact]
    public void AUkiThatFirmwareStarts()
    {
        using BootParts parts = Require();
        using var esp = new TempFolder();
        Write(esp, "EFI/BOOT/BOOTX64.EFI", parts.Uki("ID=demo\n", CommandLine));
        WriteCompanions(esp, parts, "EFI/BOOT/BOOTX64.EFI.extra.d");
        Compare(esp, [esp["EFI/BOOT/BOOTX64.EFI"]]);
    }

    [Fact]
    public void TheFirstOfSeveralKernelsThatSystemdBootStarts()
    {
        using BootParts parts = Require();
        using var esp = new TempFolder();
        Write(esp, "EFI/BOOT/BOOTX64.EFI", parts.BootLoader);
        Write(esp, "EFI/Linux/demo-6.1.efi", parts.Uki("ID=demo\nVERSION_ID=1\n", CommandLine + " which=old"));
        Write(esp, "EFI/Linux/demo-6.12+3-1.efi", parts.Uki("ID=demo\nVERSION_ID=1\n", CommandLine + " which=new"));
        Write(esp, "EFI/Linux/demo-7.0+0-3.efi", parts.Uki("ID=demo\nVERSION_ID=2\n", CommandLine + " which=bad"));
        WriteCompanions(esp, parts, "EFI/Linux/demo-6.12.efi.extra.d");
        JsonElement forecast = Compare(esp, []);
        Assert.Equal("EFI/Linux/demo-6.12+3-1.efi", forecast.GetProperty("file").GetString());
    }

    [Fact]
    public void ASecondProfileThatLoaderConfNames()
    {
        using BootParts parts = Require();
        using var esp = new TempFolder();
        Write(esp, "EFI/BOOT/BOOTX64.EFI", parts.BootLoader);
        Write(esp, "loader/loader.conf", "timeout 0\ndefault demo.efi@rescue\n"u8.ToArray());
        Write(esp, "EFI/Linux/demo.efi", parts.Uki(
            "ID=demo\n", CommandLine, (".profile", "ID=main\n"), (".profile", "ID=rescue\nTITLE=Rescue\n"), (".cmdline", CommandLine + " rescue")));
        WriteCompanions(esp, parts, "EFI/Linux/demo.efi.extra.d");
        JsonElement forecast = Compare(esp, []);
        Assert.Equal(1, Assert.Single(forecast.GetProperty("profiles").EnumerateArray()).GetProperty("profile").GetInt32());
    }

    /// <summary>Debian's snakeoil key, whose certificate is in OVMF_VARS_4M.snakeoil.fd.</summary>
    [Fact]
    public void Pcr7OfTheVariablesThatTheMachineHas()
    {
        using BootParts parts = Require();
        using var esp = new TempFolder();
        Write(esp, "EFI/BOOT/BOOTX64.EFI", Signed(parts.BootLoader));
        Write(esp, "EFI/Linux/demo.efi", Signed(parts.Uki("ID=demo\n", CommandLine)));
        Write(esp, "loader/addons/g.addon.efi", Signed(parts.Addon("globaladdon=1")));
        MeasuredBoot boot = MeasuredMachine.Boot(esp.Path, hasSecureBoot: true);
        Assert.True(boot.Variables.Count >= 3, string.Join(' ', boot.Variables.Keys));

        using var variables = new TempFolder();
        foreach ((string name, byte[] content) in boot.Variables) File.WriteAllBytes(variables[name], content);
        Compare(Forecast(esp, "--secure-boot", variables.Path), boot, [7, .. Pcrs]);
    }

    private static byte[] Signed(byte[] image)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], image);
        Tool.Require("openssl", "openssl").Run("rsa", "-in", "/usr/share/ovmf/PkKek-1-snakeoil.key", "-passin", "pass:snakeoil", "-out", folder["key"]);
        Tool.Require("sbsign", "sbsigntool").Run("--key", folder["key"], "--cert", "/usr/share/ovmf/PkKek-1-snakeoil.pem", "--output", folder["signed"], folder["image"]);
        return File.ReadAllBytes(folder["signed"]);
    }

    private static BootParts Require()
    {
        MeasuredMachine.RequireTools();
        return new(DistroFixture.Require());
    }

    private static void WriteCompanions(TempFolder esp, BootParts parts, string own)
    {
        Write(esp, "loader/addons/g.addon.efi", parts.Addon("globaladdon=1"));
        Write(esp, "loader/credentials/g.cred", "global"u8.ToArray());
        Write(esp, $"{own}/b.addon.efi", parts.Addon("secondaddon=1"));
        Write(esp, $"{own}/Z.addon.efi", parts.Addon("firstaddon=1"));
        Write(esp, $"{own}/i.addon.efi", parts.InitrdAddon("added"));
        Write(esp, $"{own}/x.cred", "own"u8.ToArray());
        Write(esp, $"{own}/s.sysext.raw", new byte[70_001]);
        Write(esp, $"{own}/c.confext.raw", "configuration"u8.ToArray());
    }

    private static void Write(TempFolder esp, string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(esp[path])!);
        File.WriteAllBytes(esp[path], content);
    }

    /// <summary>Boots it, and compares; Secure Boot is off, and the firmware has no keys.</summary>
    private static JsonElement Compare(TempFolder esp, string[] file)
    {
        using var noVariables = new TempFolder();
        JsonElement forecast = Forecast(esp, [.. file, "--secure-boot", noVariables.Path]);
        Compare(forecast, MeasuredMachine.Boot(esp.Path), [7, .. Pcrs]);
        return forecast;
    }

    private static JsonElement Forecast(TempFolder esp, params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(["uki", "forecast", .. arguments, "--esp", esp.Path, "--json", "--bank", "sha1", "--bank", "sha256", "--bank", "sha384", "--bank", "sha512"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static void Compare(JsonElement forecast, MeasuredBoot boot, int[] pcrs)
    {
        JsonElement values = Assert.Single(forecast.GetProperty("profiles").EnumerateArray()).GetProperty("pcrs");
        Assert.Equal(
            from bank in values.EnumerateObject() from pcr in pcrs select (bank.Name, pcr, bank.Value.GetProperty($"{pcr}").GetString()),
            from bank in values.EnumerateObject() from pcr in pcrs select (bank.Name, pcr, (string?)boot.Pcrs[(bank.Name, pcr)]));
    }
}
