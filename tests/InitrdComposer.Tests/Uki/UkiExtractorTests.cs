using InitrdComposer.Diagnostics;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiExtractorTests
{
    [Fact]
    public void AllIsWhatTheLinkerAddedAndSbat()
    {
        var chosen = UkiExtractor.Choose(UkiImage.Open(UkiFixtures.Source("toy.262.efi")), [], null);
        Assert.Equal(["sbat", "osrel", "cmdline", "uname", "pcrpkey", "linux", "initrd", "pcrsig"], chosen.Select(choice => choice.File));
        Assert.Equal(UkiFixtures.Bytes("linux.pe"), UkiFixtures.BytesOf(chosen[5].Part.Content));
        Assert.Equal(UkiFixtures.Bytes("initrd.cpio"), UkiFixtures.BytesOf(chosen[6].Part.Content));
    }

    [Fact]
    public void ProfilesOwnSectionsAreInFolders() => Assert.Equal(
        ["cmdline", "profile-1/cmdline"],
        UkiExtractor.Choose(UkiImage.Open(UkiFixtures.Source("toy-mp.262.efi")), [".cmdline"], null).Select(choice => choice.File));

    [Fact]
    public void AProfileIsWhatTheStubSees()
    {
        var image = UkiImage.Open(UkiFixtures.Source("toy-mp.262.efi"));
        (string file, UkiPart part) = Assert.Single(UkiExtractor.Choose(image, [".cmdline"], 1));
        Assert.Equal(("cmdline", "quiet systemd.unit=factory-reset.target"), (file, System.Text.Encoding.UTF8.GetString(UkiFixtures.BytesOf(part.Content))));
        Assert.Equal("console=ttyS0 quiet"u8.ToArray(), UkiFixtures.BytesOf(Assert.Single(UkiExtractor.Choose(image, [".cmdline"], 0)).Part.Content));
    }

    [Fact]
    public void SectionsThatRepeatAreNumbered()
    {
        byte[] bytes = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Firmware = [UkiFixtures.Source("uname").Bytes, UkiFixtures.Source("sbat").Bytes] } }).Bytes;
        Assert.Equal(["efifw-0", "efifw-1"], UkiExtractor.Choose(UkiImage.Open(UkiFixtures.Source("uki", bytes)), [".efifw"], null).Select(choice => choice.File));
    }

    [Theory]
    [InlineData("toy.262.efi", ".splash", null)]
    [InlineData("toy.262.efi", ".linux", 1)]
    [InlineData("toy-mp.262.efi", ".linux", 2)]
    [InlineData("toy-mp.262.efi", ".linux", -1)]
    public void WhatIsNotThereIsRefused(string file, string section, int? profile) =>
        Assert.Equal("IC-PEX22", Assert.Throws<ComposerException>(() => UkiExtractor.Choose(UkiImage.Open(UkiFixtures.Source(file)), [section], profile)).Id.ToString());

    /// <summary>Eight bytes are enough to leave a folder.</summary>
    [Fact]
    public void ANameThatNoFileCanHaveIsRefused()
    {
        byte[] bytes = UkiFixtures.Bytes("toystub.efi");
        int name = bytes.AsSpan().IndexOf(".sbat\0"u8);
        "../../x\0"u8.CopyTo(bytes.AsSpan(name));
        var image = UkiImage.Open(UkiFixtures.Source("stub", bytes));
        Assert.Equal("IC-PEX22", Assert.Throws<ComposerException>(() => UkiExtractor.Choose(image, ["../../x"], null)).Id.ToString());
    }
}
