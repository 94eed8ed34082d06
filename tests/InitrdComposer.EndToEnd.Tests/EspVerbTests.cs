using System.Text.Json;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`esp plan` and `esp write` beside a FAT file system that mkfs.vfat and mtools make of what was written.</summary>
public sealed partial class EspVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("40M", 40L << 20)]
    [InlineData("300M", 300L << 20)]
    [InlineData("300M", 300L << 20, "--global")]
    [InlineData("300M", 300L << 20, "--cluster-size", "1024")]
    [InlineData("600M", 600L << 20, "--global", "--cluster-size", "8192")]
    public void AFileSystemOfWhatWasWrittenIsAsPlanned(string size, long bytes, params string[] options)
    {
        Tool mkfs = Tool.Require("mkfs.vfat", "dosfstools"), mcopy = Tool.Require("mcopy", "mtools"), mdir = Tool.Require("mdir", "mtools");
        JsonElement plan = JsonDocument.Parse(Succeed("plan", ["--json", "--size", size, .. options, .. Parts()])).RootElement;
        Succeed("write", ["--size", size, .. options, .. Parts(), "-o", _folder["out"]]);

        using (FileStream image = File.Create(_folder["esp.img"])) image.SetLength(bytes);
        mkfs.Run(["-F", "32", .. Array.IndexOf(options, "--cluster-size") is >= 0 and int at ? ["-s", $"{int.Parse(options[at + 1]) / 512}"] : (string[])[], _folder["esp.img"]]);
        long empty = FreeIn(mdir);
        mcopy.Run(["-s", "-i", _folder["esp.img"], .. Directory.GetFileSystemEntries(_folder["out/esp"]).Order(StringComparer.Ordinal), "::/"]);

        Assert.Equal(plan.GetProperty("free").GetInt64(), FreeIn(mdir));
        Assert.Equal(plan.GetProperty("taken").GetInt64() - plan.GetProperty("clusterSize").GetInt64(), empty - FreeIn(mdir)); // the root's first cluster was taken before
        Assert.Equal(
            plan.GetProperty("files").EnumerateArray().Select(file => "::/" + file.GetProperty("path").GetString()).Order(StringComparer.Ordinal),
            mdir.Run("-/", "-b", "-i", _folder["esp.img"], "::/").Split('\n').Where(line => line.Length > 0 && !line.EndsWith('/')).Order(StringComparer.Ordinal));
        Directory.CreateDirectory(_folder["read"]);
        mcopy.Run("-s", "-i", _folder["esp.img"], "::/*", _folder["read"]);
        foreach (JsonElement file in plan.GetProperty("files").EnumerateArray())
        {
            Assert.Equal(File.ReadAllBytes(file.GetProperty("source").GetString()!), File.ReadAllBytes(_folder["read/" + file.GetProperty("path").GetString()]));
        }
    }

    [Fact]
    public void TheTableSaysWhatLiesWhereAndWhatItTakes()
    {
        ToolResult result = ComposerProgram.Run(["esp", "plan", "--size", "64M", .. Parts()]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(
            [
                "  EFI/Linux/demo-6.12.efi\n", "  EFI/Linux/demo-6.12.efi.extra.d/nfs-6.12.sysext.raw (kernel 6.12)\n", "  EFI/Linux/demo-6.13.efi.extra.d/site.cred\n",
                "  EFI/Linux/demo-6.12.efi (kernel 6.12, stub 262.1)\n", "  2 times site.cred: once in loader/credentials with --global\n",
                "  EFI/Linux/demo-6.13.efi (6.13): nfs-6.12.sysext.raw (6.12)\n", "\nroom: 66.1 MB in an ESP of 67.1 MB (FAT32), ",
            ],
            line => Assert.Contains(line, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatDoesNotFitIsNotWrittenAndExitsWith1()
    {
        ToolResult result = ComposerProgram.Run(["esp", "write", "--size", "34M", "--reserve", "34M", .. Parts(), "-o", _folder["out"]]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error[IC-ESP04]: does not fit", result.Error, StringComparison.Ordinal);
        Assert.Contains(" missing\n", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData(2, "IC-ESP09", "--size", "12Q")]
    [InlineData(2, "IC-ESP09", "--cluster-size", "1000")]
    [InlineData(2, "IC-ESP08", "--size", "1M")]
    [InlineData(1, "IC-ESP06", "--global", "--strict")]
    public void WhatIsWrongIsNamed(int exitCode, string id, params string[] options)
    {
        ToolResult result = ComposerProgram.Run(["esp", "plan", .. options, .. Parts(stub: "257.13")]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.StartsWith($"error[{id}]: ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Two kernels, an extension for both, one for the first, a credential, and so many others that a folder takes several clusters.</summary>
    private string[] Parts(string stub = "262.1")
    {
        foreach (string kernel in (string[])["6.12", "6.13"])
        {
            ToolResult linked = ComposerProgram.Run(
                "uki", "link", "--stub", Toy("toystub.efi"), "--linux", Toy("linux.pe"), "--initrd", Toy("initrd.cpio"), "--os-release", "ID=demo", "--uname", kernel,
                "--section", $".sdmagic:#### LoaderInfo: systemd-stub {stub} ####", "-o", _folder[$"demo-{kernel}.efi"]);
            Assert.True(linked.ExitCode == 0, linked.Error);
        }

        File.WriteAllBytes(_folder["all.sysext.raw"], new DdiSpec(new SquashfsSpec().Add("usr/lib/firmware/x", new byte[70_000]).ToBytes()).ToBytes());
        File.WriteAllBytes(_folder["nfs-6.12.sysext.raw"], new DdiSpec(new SquashfsSpec().Add("usr/lib/modules/6.12/nfs.ko", "module").ToBytes()).ToBytes());
        File.WriteAllBytes(_folder["site.cred"], new byte[5000]);
        File.WriteAllBytes(_folder["empty.cred"], []);
        string[] many = [.. Enumerable.Range(0, 60).Select(i => _folder[$"a-credential-with-a-long-name-{i:00}.cred"])];
        for (int i = 0; i < many.Length; i++) File.WriteAllBytes(many[i], [(byte)i]);
        return [_folder["demo-6.12.efi"], _folder["demo-6.13.efi"], _folder["all.sysext.raw"], _folder["nfs-6.12.sysext.raw"], _folder["site.cred"], _folder["empty.cred"], .. many];
    }

    private long FreeIn(Tool mdir) => long.Parse(Free().Match(mdir.Run("-i", _folder["esp.img"], "::/")).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));

    private static string Toy(string name) => Checkout.Fixture("uki", name);

    private static string Succeed(string verb, IEnumerable<string> arguments)
    {
        ToolResult result = ComposerProgram.Run(["esp", verb, .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    [GeneratedRegex(@"([0-9 ]+) bytes free")]
    private static partial Regex Free();
}
