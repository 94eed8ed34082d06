using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class PcrDifferenceTests
{
    [Fact]
    public void ACommandLineChangesThreePcrs()
    {
        PcrDifference difference = Between(Link("a"), Link("b"));
        ChangedInput input = Assert.Single(difference.Inputs);
        Assert.Equal((".cmdline", InputChange.Changed), (input.Name, input.Change));
        Assert.Equal([4, 9, 11], input.Pcrs);
        Assert.All(difference.Pcrs, pcr => Assert.Equal([".cmdline"], pcr.Causes));
    }

    [Fact]
    public void ACredentialChangesItsOwnPcrs()
    {
        var companions = new Companions(CompanionSet.None, CompanionSet.None with { Credentials = [new("x.cred", "EFI/Linux/a.efi.extra.d/x.cred", PositionalSource.OfBytes("x"u8.ToArray()))] });
        PcrDifference difference = PcrDifference.Between(Forecast(Link("a")), Forecast(Link("a"), companions));
        ChangedInput input = Assert.Single(difference.Inputs);
        Assert.Equal(("EFI/Linux/a.efi.extra.d/x.cred", InputChange.Added), (input.Name, input.Change));
        Assert.Equal([9, 12], input.Pcrs);
        Assert.Equal([9, 12], difference.Pcrs.Select(pcr => pcr.Pcr));
    }

    [Fact]
    public void ASignatureChangesNone()
    {
        PcrDifference difference = Between(UkiFixtures.Bytes("toy.262.efi"), UkiFixtures.Bytes("toy.ossl.efi"));
        Assert.Empty(difference.Pcrs);
        Assert.Empty(difference.Inputs);
    }

    [Fact]
    public void AnotherProfilesSectionIsPartOfWhatFirmwareMeasures()
    {
        PcrDifference difference = Between(UkiFixtures.Bytes("toy.262.efi"), UkiFixtures.Bytes("toy-mp.262.efi"));
        Assert.Equal([4], difference.Inputs.Single(input => input.Name == "@1 .cmdline").Pcrs);
        Assert.Equal([4, 9, 11], difference.Inputs.Single(input => input.Name == ".profile").Pcrs);
        Assert.Equal([4, 9], difference.Inputs.Single(input => input.Name == ".pcrsig").Pcrs);
    }

    private static PcrDifference Between(byte[] from, byte[] to) => PcrDifference.Between(Forecast(from), Forecast(to));

    private static ProfileForecast Forecast(byte[] uki, Companions? companions = null) =>
        UkiForecast.Of(UkiImage.Open(UkiFixtures.Source("a.efi", uki)), companions ?? Companions.None, new([], "262"), [DigestAlgorithm.Sha256]).Profiles[0];

    private static byte[] Link(string commandLine) => UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Inputs.Base with { CommandLine = Encoding.ASCII.GetBytes(commandLine) } }).Bytes;
}
