using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Proof;
using Xunit;

namespace InitrdComposer.Tests.Proof;

/// <summary>Lists of devices: those that come with the program, and those of a user.</summary>
public sealed class PlatformListTests
{
    [Fact]
    public void RecipesKnowWhatCanBeProven()
    {
        Assert.Equal(PlatformList.Names, ProofSettings.KnownPlatforms);
        Assert.Equal(ProofClaims.FeatureNames, ProofSettings.KnownFeatures);
    }

    public static TheoryData<string> Names => [.. PlatformList.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachListSaysWhereItsDevicesAreDocumented(string name)
    {
        PlatformList list = PlatformList.Of(name);
        Assert.All(list.Devices, device => Assert.True(device is { Source.Length: > 5, Device.Length: > 0, Drivers.IsEmpty: false }, device.Modalias));
        Assert.Contains(list.Devices, device => device.Demand == DeviceDemand.Required);
        Assert.Contains(list.Devices, device => device.Demand == DeviceDemand.Network);
        Assert.Equal(list.Devices.Length, list.Devices.Select(device => (device.Modalias, device.Architecture)).Distinct().Count());
    }

    [Theory]
    [InlineData("pci:v00008086d00002922sv00001AF4sd00001100bc01sc06i01", DeviceDemand.Required)]
    [InlineData("pci:v00008086d000015B8sv00001AF4sd00001100bc02sc00i00", DeviceDemand.Network)]
    [InlineData("pci:v00008086d00002934sv00001AF4sd00001100bc0Csc03i00", DeviceDemand.Optional)]
    [InlineData("usb:v46F4p0001d0000dc00dsc00dp00ic08isc06ip50in00", DeviceDemand.Required)]
    [InlineData("scsi:t-0x05", DeviceDemand.Optional)]
    [InlineData("acpi:PNP0501:", DeviceDemand.Optional)]
    public void AModaliasAloneSaysWhatItIsFor(string modalias, DeviceDemand expected) => Assert.Equal(expected, Assert.Single(PlatformList.Parse("sys", modalias + "\n", "sys").Devices).Demand);

    [Theory]
    [InlineData("", "got no device")]
    [InlineData("virtio_blk\n", "modalias: got virtio_blk")]
    [InlineData("\nneeded | pci:x | a | b | c\n", "a demand of required, network or optional")]
    [InlineData("required | pci:x | a\n", "a demand of required, network or optional")]
    [InlineData("[mips]\n", "expected [all], [x86_64] or [aarch64]")]
    public void AnythingElseIsRefusedWithItsLine(string text, string expected)
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => PlatformList.Parse("list", text, "list.txt"));
        Assert.Equal("IC-PRF03", refused.Id.ToString());
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal("list.txt", refused.Location!.Value.File);
    }
}
