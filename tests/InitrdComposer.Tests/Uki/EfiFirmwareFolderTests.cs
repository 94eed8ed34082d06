using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.SystemdStub;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class EfiFirmwareFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The bytes that struct EfiFwHeader of systemd 262.1 has; ukify before it wrote one byte of the magic.</summary>
    [Fact]
    public void HeaderIdAndFirmwareFollowEachOther()
    {
        Directory.CreateDirectory(_folder["fw-7"]);
        File.WriteAllText(_folder["fw-7/image.bin"], "FIRM");
        using var firmware = EfiFirmwareFolder.Open(Disk.Host, _folder["fw-7"] + "/");
        byte[] content = UkiFixtures.BytesOf(firmware.Content);
        Assert.Equal("ADDEEDFE" + "10000000" + "05000000" + "04000000" + "66772D3700" + "4649524D", Convert.ToHexString(content));
        Assert.Equal(new(5, 4), EfiFirmwareHeader.Read(content, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void AFolderWithoutOneFileIsRefused(int files)
    {
        for (int i = 0; i < files; i++) File.WriteAllText(_folder[$"{i}"], "x");
        Assert.Equal("IC-PEX21", Assert.Throws<ComposerException>(() => EfiFirmwareFolder.Open(Disk.Host, _folder.Path)).Id.ToString());
    }

    [Fact]
    public void EmptyFirmwareIsRefused()
    {
        File.WriteAllText(_folder["empty"], "");
        Assert.Equal("IC-PEX21", Assert.Throws<ComposerException>(() => EfiFirmwareFolder.Open(Disk.Host, _folder.Path)).Id.ToString());
    }
}
