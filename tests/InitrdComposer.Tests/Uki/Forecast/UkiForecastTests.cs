using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class UkiForecastTests
{
    private static readonly ImmutableArray<DigestAlgorithm> Sha256 = [DigestAlgorithm.Sha256];

    [Fact]
    public void Pcr11IsWhatUkifyMeasures262()
    {
        PcrForecast forecast = Forecast("toy.262.efi").Profiles.Single().Pcrs;
        JsonElement[] phases = [.. MeasureVectors.Json("toy.262.measure.json").GetProperty("sha256").EnumerateArray()];
        Assert.Equal(4, phases.Length);
        Assert.All(phases, expected => Assert.Equal(
            expected.GetProperty("hash").GetString(), forecast.KernelBootAfter(PhasePath.Parse(expected.GetProperty("phase").GetString()!), DigestAlgorithm.Sha256).Hex));
    }

    [Fact]
    public void Pcr11IsWhatUkifyMeasures257()
    {
        PcrForecast forecast = Forecast("toy.257.efi").Profiles.Single().Pcrs;
        Assert.Equal(
            File.ReadLines(Checkout.Fixture("uki", "toy.257.measure.json")).Where(line => line.Length > 0),
            PhasePath.Defaults.Select(path => $"11:sha256={forecast.KernelBootAfter(path, DigestAlgorithm.Sha256).Hex}"));
    }

    /// <summary>The signatures that ukify put into each profile are over just these policies.</summary>
    [Theory]
    [InlineData("toy-mp.262.efi")]
    [InlineData("toy-mp.257.efi")]
    public void PoliciesOfEachProfileAreThoseOfItsPcrsig(string file)
    {
        UkiForecast forecast = Forecast(file);
        Assert.Equal([0, 1], forecast.Profiles.Select(profile => profile.Number));
        foreach (ProfileForecast profile in forecast.Profiles)
        {
            UkiPart signatures = profile.Image.Effective(profile.Number).Single(part => part.Name == ".pcrsig");
            var text = new byte[signatures.Content.Length];
            signatures.Content.ReadExactlyAt(0, text);
            using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(text).TrimEnd('\0', ' '));
            string?[] signed = [.. json.RootElement.GetProperty("sha256").EnumerateArray().Select(signature => signature.GetProperty("pol").GetString())];
            Assert.NotEmpty(signed);
            Assert.Equal(
                signed,
                PhasePath.Defaults.Take(signed.Length).Select(path => (string?)PolicyDigest.Of(profile.Pcrs.KernelBootAfter(path, DigestAlgorithm.Sha256)).Hex));
        }
    }

    [Fact]
    public void AProfileButTheFirstIsMeasuredIntoPcr12()
    {
        UkiForecast forecast = Forecast("toy-mp.262.efi");
        Assert.Equal(Pcr.Zero(DigestAlgorithm.Sha256), forecast.Profiles[0].Pcrs.ValueOf(Pcr.KernelConfig, DigestAlgorithm.Sha256));
        MeasuredEvent profile = Assert.Single(forecast.Profiles[1].Pcrs.Events, measured => measured.Pcr == Pcr.KernelConfig);
        Assert.Equal(Digest.Sha256Of("1\0\0\0"u8), profile.Digests[DigestAlgorithm.Sha256]);
    }

    [Fact]
    public void SignaturesChangeNothing() => Assert.Equal(Values("toy.262.efi"), Values("toy.sbsign.efi"));

    [Fact]
    public void TheStubsVersionDecides()
    {
        Assert.Equal((257, 0), With("257.13-1~deb13u1"));
        Assert.Equal((262, 1), With("262.1-1"));
        Assert.Equal((300, 2), With("300~rc1"));

        static (int Rules, int Notices) With(string version)
        {
            UkiForecast forecast = UkiForecast.Of(UkiImage.Open(UkiFixtures.Source("out.efi", WithMagic($"#### LoaderInfo: systemd-stub {version} ####"))), Companions.None, ForecastOptions.Default, Sha256);
            Assert.Equal(version, forecast.StubVersion);
            return (forecast.Rules.Version, forecast.Notices.Length);
        }
    }

    [Fact]
    public void AnOldStubIsRefusedUnlessOtherRulesAreGiven()
    {
        NamedSource uki = UkiFixtures.Source("out.efi", WithMagic("#### LoaderInfo: systemd-stub 252.39 ####"));
        ComposerException error = Assert.Throws<ComposerException>(() => UkiForecast.Of(UkiImage.Open(uki), Companions.None, ForecastOptions.Default, Sha256));
        Assert.Equal("IC-FOR02", error.Id.ToString());
        Assert.Equal(257, UkiForecast.Of(UkiImage.Open(uki), Companions.None, new([], "257"), Sha256).Rules.Version);
    }

    [Fact]
    public void AProfileThatIsNotThereIsRefused()
    {
        ComposerException error = Assert.Throws<ComposerException>(() => UkiForecast.Of(UkiImage.Open(UkiFixtures.Source("toy-mp.262.efi")), Companions.None, new([2], "262"), Sha256));
        Assert.Equal("profile: got 2, expected 0 to 1", error.Message);
    }

    [Fact]
    public void AnAddonHasNoForecastOfItsOwn() =>
        Assert.Equal("IC-FOR05", Assert.Throws<ComposerException>(() => Forecast("toy.262.addon.efi")).Id.ToString());

    [Fact]
    public void MemoryBeyondTheFileIsMeasuredAsZeros()
    {
        byte[] uki = UkiFixtures.Bytes("toy.262.efi");
        int row = uki.AsSpan().IndexOf(".uname"u8);
        uint size = BitConverter.ToUInt32(uki, row + 8);
        BitConverter.TryWriteBytes(uki.AsSpan(row + 8), 0x300u);
        MeasuredEvent measured = UkiForecast.Of(UkiImage.Open(UkiFixtures.Source("out.efi", uki)), Companions.None, new([], "257"), Sha256).Profiles[0].Pcrs.Events.Single(measured => measured.Description == "section .uname");
        byte[] memory = new byte[0x300];
        UkiFixtures.Bytes("uname").CopyTo(memory, 0);
        Assert.Equal(11u, size);
        Assert.Equal(Digest.Sha256Of(memory), measured.Digests[DigestAlgorithm.Sha256]);
    }

    [Fact]
    public void KernelHashesHoldEachProfileAndPhase()
    {
        using JsonDocument json = JsonDocument.Parse(KernelHashes.Of([UkiFixtures.Source("toy-mp.262.efi"), UkiFixtures.Source("toy.262.efi")], PcrBanks.All));
        JsonElement[] ukis = [.. json.RootElement.GetProperty("ukis").EnumerateArray()];
        Assert.Equal(["toy-mp.262.efi", "toy.262.efi"], ukis.Select(uki => uki.GetProperty("file").GetString()));
        Assert.Equal(2, ukis[0].GetProperty("profiles").GetArrayLength());
        Assert.Equal(
            MeasureVectors.Json("toy.262.measure.json").GetProperty("sha256").EnumerateArray().Select(entry => entry.GetProperty("hash").GetString()),
            ukis[1].GetProperty("profiles")[0].GetProperty("measure").GetProperty("sha256").EnumerateArray().Select(entry => entry.GetProperty("hash").GetString()));
    }

    [Fact]
    public void KernelHashesSayThatAnOldStubIsNotKnown()
    {
        NamedSource uki = UkiFixtures.Source("out.efi", WithMagic("#### LoaderInfo: systemd-stub 252.39 ####"));
        using JsonDocument json = JsonDocument.Parse(KernelHashes.Of([uki], Sha256));
        Assert.StartsWith("what a stub measures", json.RootElement.GetProperty("ukis")[0].GetProperty("unknown").GetString(), StringComparison.Ordinal);
    }

    private static UkiForecast Forecast(string file) => UkiForecast.Of(UkiImage.Open(UkiFixtures.Source(file)), Companions.None, new([], "262"), Sha256);

    private static IEnumerable<Digest> Values(string file) => Forecast(file).Profiles.SelectMany(profile => profile.Pcrs.Pcrs.Select(pcr => profile.Pcrs.ValueOf(pcr, DigestAlgorithm.Sha256)));

    /// <summary>A UKI whose stub tells its version, where .uname was.</summary>
    private static byte[] WithMagic(string magic)
    {
        byte[] uki = UkiFixtures.Link(UkiFixtures.Inputs with { Base = UkiFixtures.Inputs.Base with { OsRelease = Encoding.ASCII.GetBytes("ID=test\n") }, Sbat = [] }).Bytes;
        int row = uki.AsSpan().IndexOf(".uname\0\0"u8);
        ".sdmagic"u8.CopyTo(uki.AsSpan(row));
        BitConverter.TryWriteBytes(uki.AsSpan(row + 8), (uint)magic.Length);
        Encoding.ASCII.GetBytes(magic).CopyTo(uki, BitConverter.ToInt32(uki, row + 20));
        return uki;
    }
}
