using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`uki link`, `uki relink` and `uki extract` on the toy inputs of tests/fixtures/uki, beside what ukify 262 made of them.</summary>
public sealed class UkiVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LinkTakesUkifysOptions()
    {
        Extract("toy-mp.262.efi", "profile-0/pcrsig", "profile-1/pcrsig");
        Succeed(
            "link", "--stub", Toy("toystub.efi"), "--linux", Toy("linux.pe"), "--initrd", Toy("initrd.cpio"), "--cmdline", "console=ttyS0   quiet", "--os-release", "@" + Toy("osrel"),
            "--uname", "6.12.0-test", "--pcrpkey", Toy("pcr-pub.pem"), "--profile", "ID=main\nTITLE=Main", "--join-profile", Toy("p1.262.efi"),
            "--pcrsig", "@" + _folder["parts/profile-0/pcrsig"], "--pcrsig", "@" + _folder["parts/profile-1/pcrsig"], "--output", _folder["out.efi"]);
        Assert.Equal(Bytes("toy-mp.262.efi"), File.ReadAllBytes(_folder["out.efi"]));
    }

    [Fact]
    public void WithoutAKernelLinkMakesAddonsAndProfiles()
    {
        Succeed("link", "--stub", Toy("toyaddon.efi"), "--cmdline", "debug loglevel=7", "-o", _folder["a.efi"]);
        Assert.Equal(Bytes("toy.262.addon.efi"), File.ReadAllBytes(_folder["a.efi"]));
        Succeed("link", "--stub", Toy("toyaddon.efi"), "--profile", "ID=factory-reset\nTITLE=Factory reset", "--cmdline", "quiet systemd.unit=factory-reset.target", "-o", _folder["p.efi"]);
        Assert.Equal(Bytes("p1.262.efi"), File.ReadAllBytes(_folder["p.efi"]));
    }

    [Fact]
    public void LinkWritesSectionsAndNoticesAsJson()
    {
        Directory.CreateDirectory(_folder["fw-1"]);
        File.WriteAllText(_folder["fw-1/image"], "firmware");
        File.WriteAllBytes(_folder["kernel.gz"], Compressed.Gzip(Bytes("linux.pe")));
        using JsonDocument json = JsonDocument.Parse(Succeed(
            "link", "--json", "--stub", Toy("toystub.efi"), "--linux", _folder["kernel.gz"], "--hwids", Toy("hwids"), "--efifw", _folder["fw-1"], "--ucode", Toy("initrd.cpio"),
            "--section", ".mine:some text", "--os-release", "ID=x", "--sbat", "@" + Toy("sbat"), "-o", _folder["out.efi"]));
        Assert.Equal(
            ".text .sbat .osrel .hwids .linux .efifw .ucode .mine",
            string.Join(' ', json.RootElement.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("name").GetString())));
        Assert.Equal(new FileInfo(_folder["out.efi"]).Length, json.RootElement.GetProperty("size").GetInt64());
        Assert.Equal(["IC-PEX01", "IC-PEX20"], json.RootElement.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("id").GetString()));
    }

    [Fact]
    public void RelinkChangesASignedUki()
    {
        File.WriteAllText(_folder["initrd"], "another initrd");
        ToolResult result = ComposerProgram.Run("uki", "relink", Toy("toy.sbsign.efi"), "--initrd", _folder["initrd"], "--drop-section", ".pcrpkey", "-o", _folder["out.efi"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2, result.Error.Split('\n').Count(line => line.StartsWith("note[IC-PEX23]", StringComparison.Ordinal)));
        Succeed(
            "link", "--stub", Toy("toystub.efi"), "--linux", Toy("linux.pe"), "--initrd", _folder["initrd"], "--cmdline", "@" + Toy("cmdline"), "--os-release", "@" + Toy("osrel"),
            "--uname", "6.12.0-test", "-o", _folder["anew.efi"]);
        Assert.Equal(File.ReadAllBytes(_folder["anew.efi"]), File.ReadAllBytes(_folder["out.efi"]));
    }

    [Fact]
    public void RelinkAddsAndDropsProfiles()
    {
        Succeed("relink", Toy("toy-nopcr.262.efi"), "--profile", "ID=main", "--add-profile", Toy("p1.262.efi"), "-o", _folder["two.efi"]);
        using JsonDocument json = JsonDocument.Parse(Succeed("inspect", "--json", _folder["two.efi"]));
        Assert.Equal(["main", "factory-reset"], json.RootElement.GetProperty("profiles").EnumerateArray().Select(profile => profile.GetProperty("id").GetString()));
        Succeed("relink", _folder["two.efi"], "--drop-profile", "0", "--drop-profile", "1", "-o", _folder["none.efi"]);
        Assert.Equal(Bytes("toy-nopcr.262.efi"), File.ReadAllBytes(_folder["none.efi"]));
    }

    [Fact]
    public void ExtractWritesOneSectionOrAll()
    {
        Succeed("extract", Toy("toy.262.efi"), "--section", ".initrd", "-o", _folder["initrd"]);
        Assert.Equal(Bytes("initrd.cpio"), File.ReadAllBytes(_folder["initrd"]));
        Extract("toy.262.efi", "linux", "initrd", "cmdline", "osrel", "uname", "sbat", "pcrpkey", "pcrsig");
        Assert.Equal(Bytes("linux.pe"), File.ReadAllBytes(_folder["parts/linux"]));
    }

    [Fact]
    public void WhatCannotBeLinkedLeavesNoFile()
    {
        ToolResult result = ComposerProgram.Run("uki", "link", "--stub", Toy("toystub.efi"), "--linux", Toy("linux.pe"), "--splash", Toy("osrel"), "-o", _folder["out.efi"]);
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith($"error[IC-PEX21]: {Toy("osrel")}: section .splash: got 0x4944", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private void Extract(string image, params string[] expected)
    {
        Succeed("extract", Toy(image), "-o", _folder["parts"]);
        Assert.All(expected, file => Assert.True(File.Exists(_folder[$"parts/{file}"]), file));
    }

    private static string Toy(string name) => Checkout.Fixture("uki", name);

    private static byte[] Bytes(string name) => File.ReadAllBytes(Toy(name));

    private static string Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(["uki", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
