using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class HwidFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DevicesOfAllKindsBecomeOneTable() =>
        Assert.Equal(UkiFixtures.Bytes("hwids.bin"), UkiFixtures.BytesOf(HwidFolder.Read(Disk.Host, Checkout.Fixture("uki", "hwids"))));

    [Fact]
    public void DevicetreesMakeTheTableOfUkify257()
    {
        Directory.CreateDirectory(_folder["vendor"]);
        foreach (string file in (string[])["b.json", "vendor/a.json"]) File.Copy(Checkout.Fixture("uki", Path.Combine("hwids", file)), _folder[file]);
        File.WriteAllText(_folder["vendor/readme.txt"], "no device");
        Assert.Equal(UkiFixtures.Bytes("hwids-devicetree.bin"), UkiFixtures.BytesOf(HwidFolder.Read(Disk.Host, _folder.Path)));
    }

    [Theory]
    [InlineData("[]", "file")]
    [InlineData("{", "file")]
    [InlineData("""{"type":"toaster","name":"n","compatible":"c","hwids":[]}""", "type")]
    [InlineData("""{"type":"devicetree","name":"n","fwid":"c","hwids":[]}""", "fwid")]
    [InlineData("""{"type":"devicetree","name":"n","hwids":[]}""", "compatible")]
    [InlineData("""{"type":"uefi-fw","name":"a\u0000b","fwid":"c","hwids":[]}""", "name")]
    [InlineData("""{"type":"uefi-fw","name":"n","fwid":"c","hwids":["x"]}""", "hwids")]
    [InlineData("""{"type":"uefi-fw","name":"n","fwid":"c"}""", "hwids")]
    public void WhatIsNoDeviceIsRefused(string json, string field)
    {
        File.WriteAllText(_folder["device.json"], json);
        var error = Assert.Throws<ComposerException>(() => HwidFolder.Read(Disk.Host, _folder.Path));
        Assert.Equal("IC-PEX21", error.Id.ToString());
        Assert.StartsWith(field + ":", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutDevicesIsRefused() =>
        Assert.Equal("IC-PEX21", Assert.Throws<ComposerException>(() => HwidFolder.Read(Disk.Host, _folder.Path)).Id.ToString());
}
