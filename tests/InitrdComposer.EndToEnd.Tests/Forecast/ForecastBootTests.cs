using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>What was forecast is what a TPM holds: boots under OVMF and swtpm, with companions of all kinds on the ESP.</summary>
[Collection(DemoCollection.Name)]
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

    private static JsonElement Compare(TempFolder esp, string[] file)
    {
        ToolResult result = ComposerProgram.Run(["uki", "forecast", .. file, "--esp", esp.Path, "--json", "--bank", "sha1", "--bank", "sha256", "--bank", "sha384", "--bank", "sha512"]);
        Assert.True(result.ExitCode == 0, result.Error);
        JsonElement forecast = JsonDocument.Parse(result.Output).RootElement;
        JsonElement values = Assert.Single(forecast.GetProperty("profiles").EnumerateArray()).GetProperty("pcrs");

        Dictionary<(string Bank, int Pcr), string> held = MeasuredMachine.Boot(esp.Path);
        Assert.Equal(
            from bank in values.EnumerateObject() from pcr in Pcrs select (bank.Name, pcr, bank.Value.GetProperty($"{pcr}").GetString()),
            from bank in values.EnumerateObject() from pcr in Pcrs select (bank.Name, pcr, (string?)held[(bank.Name, pcr)]));
        return forecast;
    }
}
