using System.Buffers.Binary;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiRelinkerTests
{
    private static readonly PositionalSource Other = PositionalSource.OfBytes("another initrd, of another length"u8.ToArray());

    public static TheoryData<string, UkiInputs> Linked => new()
    {
        { "plain", UkiFixtures.Inputs },
        { "header room was made", UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toystub-full.efi") } },
        { "stub without .sbat", UkiFixtures.Inputs with { Stub = UkiFixtures.Source("toyaddon.efi") } },
        { ".sbat moved", UkiFixtures.Inputs with { Sbat = ["demo,1,Demo,demo,1,https://example.com/" + new string('x', 4000)] } },
        { "profiles", UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Profile = "ID=a"u8.ToArray() }, Profiles = [UkiProfile.Read(UkiFixtures.Source("p1.262.efi"))] } },
    };

    [Theory]
    [MemberData(nameof(Linked))]
    public void WithTheSamePartsItGivesTheBytesOfLinkingAnew(string what, UkiInputs inputs)
    {
        Assert.NotEmpty(what);
        byte[] original = UkiFixtures.Link(inputs).Bytes;
        Assert.Equal(original, Relink(original, new UkiSections()).Bytes);

        UkiInputs changed = inputs with { Base = inputs.Base with { Initrds = [Other], CommandLine = "other"u8.ToArray() } };
        byte[] relinked = Relink(original, new UkiSections { Initrds = [Other], CommandLine = "other"u8.ToArray() }).Bytes;
        Assert.Equal(UkiFixtures.Link(changed).Bytes, relinked);
        Assert.Equal(original, Relink(relinked, new UkiSections { Initrds = inputs.Base.Initrds, CommandLine = inputs.Base.CommandLine }).Bytes);
    }

    [Fact]
    public void SectionsThatWereNotThereComeWhereTheLinkerPutsThem()
    {
        byte[] original = UkiFixtures.Link(UkiFixtures.Inputs).Bytes;
        var added = new UkiSections { Splash = PositionalSource.OfBytes("BMP"u8.ToArray()), Microcode = Other, Others = [new(".mine", Other)] };
        UkiSections all = UkiFixtures.Sections with { Splash = added.Splash, Microcode = added.Microcode, Others = added.Others };
        Assert.Equal(UkiFixtures.Link(UkiFixtures.Inputs with { Base = all }).Bytes, Relink(original, added).Bytes);
    }

    [Fact]
    public void SignaturesOfTheFileAndOfChangedMeasurementsGoAndItIsTold()
    {
        (byte[] bytes, LinkedUki uki) = Relink(UkiFixtures.Bytes("toy.sbsign.efi"), new UkiSections { Initrds = [Other] });
        UkiSections sections = UkiFixtures.Sections with { Initrds = [Other], PcrPublicKey = UkiFixtures.Source("pcr-pub.pem").Bytes };
        Assert.Equal(UkiFixtures.Link(UkiFixtures.Inputs with { Base = sections }).Bytes, bytes);
        Assert.Equal(
            [".pcrsig is left out: PCR 11 will be another", "1 signature of the file is left out"],
            uki.Notices.Select(notice => notice.Message));
    }

    [Fact]
    public void WhatIsMeasuredAsBeforeKeepsItsPcrSignature()
    {
        (byte[] bytes, LinkedUki uki) = Relink(UkiFixtures.Bytes("toy.sbsign.efi"), new UkiSections { Initrds = [UkiFixtures.Source("initrd.cpio").Bytes] });
        Assert.Equal(UkiFixtures.Bytes("toy.262.efi"), bytes);
        Assert.Single(uki.Notices);
    }

    /// <summary>The second profile of the image has a command line of its own, the first does not.</summary>
    [Fact]
    public void AProfileThatHidesTheChangeKeepsItsPcrSignature()
    {
        (byte[] bytes, LinkedUki uki) = Relink(UkiFixtures.Bytes("toy-mp.262.efi"), new UkiSections { CommandLine = "other"u8.ToArray() });
        var image = UkiImage.Open(UkiFixtures.Source("out.efi", bytes));
        Assert.Equal([".profile"], image.Profiles[0].Select(part => part.Name));
        Assert.Equal([".profile", ".cmdline", ".pcrsig"], image.Profiles[1].Select(part => part.Name));
        Assert.Equal(
            ["profile @1 has a section .cmdline of its own, which stays", ".pcrsig of profile @0 is left out: PCR 11 will be another"],
            uki.Notices.Select(notice => notice.Message));
    }

    [Fact]
    public void ProfilesComeAndGo()
    {
        UkiPart[] factory = [.. UkiProfile.Read(UkiFixtures.Source("p1.262.efi"))];
        UkiInputs inputs = UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Profile = "ID=a"u8.ToArray() }, Profiles = [[.. factory]] };
        byte[] plain = UkiFixtures.Link(UkiFixtures.Inputs).Bytes;
        byte[] both = Relink(plain, new RelinkChanges(new() { Profile = "ID=a"u8.ToArray() }) { AddedProfiles = [[.. factory]] }).Bytes;
        Assert.Equal(UkiFixtures.Link(inputs).Bytes, both);
        Assert.Equal(plain, Relink(both, new RelinkChanges(new()) { DroppedProfiles = [0, 1] }).Bytes);
    }

    [Fact]
    public void SectionsCanGo()
    {
        byte[] original = UkiFixtures.Link(UkiFixtures.Inputs).Bytes;
        Assert.Equal(
            UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { CommandLine = default } }).Bytes,
            Relink(original, new RelinkChanges(new()) { DroppedSections = [".cmdline"] }).Bytes);
    }

    /// <summary>As objcopy and linkers of their own make them: flags, and sizes in memory beyond the file's.</summary>
    [Fact]
    public void KeptSectionsKeepTheirFlagsAndSizeInMemory()
    {
        byte[] original = UkiFixtures.Link(UkiFixtures.Inputs).Bytes;
        PEImage image = PEReader.Read(PositionalSource.OfBytes(original));
        int row = (int)image.SectionTableOffset + (image.Sections.IndexOf(image.Sections.Single(section => section.Name == ".linux")) * SectionHeader.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(original.AsSpan(row + 8), 0xF00);
        BinaryPrimitives.WriteUInt32LittleEndian(original.AsSpan(row + 36), 0x6000_0020);

        (byte[] _, LinkedUki uki) = Relink(original, new UkiSections { CommandLine = "other"u8.ToArray() });
        UkiSection linux = uki.Sections.Single(section => section.Name == ".linux");
        Assert.Equal((0xF00, 0x600, 0x6000_0020u), (linux.VirtualSize, linux.Length, (uint)linux.Characteristics));
    }

    [Fact]
    public void AnAddonIsRelinkedToo()
    {
        (byte[] bytes, _) = Relink(UkiFixtures.Bytes("toy.262.addon.efi"), new UkiSections { CommandLine = "quiet"u8.ToArray() });
        Assert.Equal(UkiFixtures.Link(new(UkiFixtures.Source("toyaddon.efi"), new UkiSections { CommandLine = "quiet"u8.ToArray() })).Bytes, bytes);
    }

    public static TheoryData<string, string, RelinkChanges> Impossible => new()
    {
        { "IC-PEX07", "toystub.efi", new(new() { Initrds = [Other] }) },
        { "IC-PEX14", "toy.262.efi", new(new() { CommandLine = "a\0b"u8.ToArray() }) },
        { "IC-PEX18", "toy.262.efi", new(new()) { AddedProfiles = [UkiProfile.Read(UkiFixtures.Source("p1.262.efi"))] } },
        { "IC-PEX18", "toy-mp.262.efi", new(new() { Profile = "ID=a"u8.ToArray() }) },
        { "IC-PEX18", "toy-mp.262.efi", new(new() { PcrSignature = Other }) },
        { "IC-PEX22", "toy-mp.262.efi", new(new()) { DroppedProfiles = [2] } },
        { "IC-PEX22", "toy.262.efi", new(new()) { DroppedSections = [".splash"] } },
        { "IC-PEX22", "toy.262.efi", new(new()) { DroppedSections = [".linux"] } },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void WhatMakesNoImageIsRefusedAndNothingIsWritten(string id, string file, RelinkChanges changes)
    {
        using var output = new MemoryStream();
        var error = Assert.Throws<ComposerException>(() => UkiRelinker.Relink(UkiImage.Open(UkiFixtures.Source(file)), changes, output));
        Assert.Equal(id, error.Id.ToString());
        Assert.Equal(0, output.Length);
    }

    private static (byte[] Bytes, LinkedUki Uki) Relink(byte[] image, UkiSections replaced) => Relink(image, new RelinkChanges(replaced));

    private static (byte[] Bytes, LinkedUki Uki) Relink(byte[] image, RelinkChanges changes)
    {
        using var output = new MemoryStream();
        LinkedUki uki = UkiRelinker.Relink(UkiImage.Open(UkiFixtures.Source("in.efi", image)), changes, output);
        return (output.ToArray(), uki);
    }
}
