using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class UkiReaderTests
{
    [Theory]
    [InlineData("toy.262.efi", EfiImageKind.Uki)]
    [InlineData("toy-mp.262.efi", EfiImageKind.Uki)]
    [InlineData("toy.262.addon.efi", EfiImageKind.Addon)]
    [InlineData("toystub.efi", EfiImageKind.PlainPE)]
    [InlineData("linux.pe", EfiImageKind.PlainPE)]
    public void KindIsTheOneThatBootctlNames(string name, EfiImageKind kind) => Assert.Equal(kind, UkiReader.Read(UkiFixtures.Source(name)).Kind);

    [Fact]
    public void SectionsHaveTheSizesDigestsAndTextsOfUkifyInspect()
    {
        UkiDescription uki = UkiReader.Read(UkiFixtures.Source("toy.262.efi"));
        using JsonDocument inspected = JsonDocument.Parse(File.ReadAllText(Checkout.Fixture("uki", "toy.262.inspect.json")));
        foreach (JsonProperty section in inspected.RootElement.EnumerateObject())
        {
            int index = uki.Sections.IndexOf(uki.Sections.Single(ours => ours.Name == section.Name));
            UkiSection ours = uki.Sections[index];
            Assert.Equal(section.Value.TryGetProperty("text", out JsonElement text) ? text.GetString() : null, uki.Texts[index]);
            Assert.Equal(section.Value.GetProperty("size").GetInt64(), ours.Length);
            Assert.Equal(section.Value.GetProperty("sha256").GetString(), ours.Digest.Hex);
        }

        Assert.Equal(Machine.Amd64, uki.Machine);
    }

    [Fact]
    public void ProfilesHaveNamesAndSectionsOfTheirOwn()
    {
        UkiDescription uki = UkiReader.Read(UkiFixtures.Source("toy-mp.262.efi"));
        Assert.Equal([("main", "Main"), ("factory-reset", "Factory reset")], uki.Profiles.Select(profile => (profile.Id, profile.Title)));
        Assert.Equal([".profile", ".cmdline", ".pcrsig"], uki.Profiles[1].Sections.Select(index => uki.Sections[index].Name));
        Assert.Equal("quiet systemd.unit=factory-reset.target", uki.Texts[uki.Profiles[1].Sections[1]]);
    }

    [Theory]
    [InlineData("Rescue")]
    [InlineData("As always")]
    [InlineData("Say \"hi\" for $5 \\o/")]
    public void TitlesAreThoseThatWereGiven(string title)
    {
        (byte[] uki, _) = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Sections with { Profile = UkiProfile.Text("own", title) } });
        Assert.Equal(("own", title), UkiReader.Read(UkiFixtures.Source("out.efi", uki)).Profiles.Select(profile => (profile.Id, profile.Title)).Single());
    }

    [Fact]
    public void SbatIsReadLineByLine() => Assert.Equal(
        ["sbat", "toystub", "uki"], UkiReader.Read(UkiFixtures.Source("toy.262.efi")).Sbat.Select(line => line.Split(',')[0]));

    [Fact]
    public void SignaturesAreCountedAndNoPartOfTheDigest()
    {
        UkiDescription signed = UkiReader.Read(UkiFixtures.Source("toy.sbsign.efi"));
        UkiDescription plain = UkiReader.Read(UkiFixtures.Source("toy.262.efi"));
        Assert.Equal((1, 0), (signed.Signatures, plain.Signatures));
        Assert.Equal(plain.Authenticode, signed.Authenticode);
    }

    [Fact]
    public void ASectionTwiceInOneProfileIsRefused()
    {
        byte[] bytes = UkiFixtures.Bytes("toy-nopcr.262.efi");
        int osrel = bytes.AsSpan().IndexOf(".osrel\0\0"u8);
        ".linux\0\0"u8.CopyTo(bytes.AsSpan(osrel));
        int uname = bytes.AsSpan().IndexOf(".uname\0\0"u8);
        ".osrel\0\0"u8.CopyTo(bytes.AsSpan(uname));
        Assert.Equal("IC-PEX17", Assert.Throws<ComposerException>(() => UkiReader.Read(UkiFixtures.Source("twice.efi", bytes))).Id.ToString());
    }
}
