using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

/// <summary>Two real boots under OVMF and swtpm, with companions of all kinds: tests/fixtures/uki/boot. Images and initrd are known by their digests.</summary>
public sealed class BootVectorTests
{
    private const string EmbeddedCommandLine = "console=ttyS0 panic=-1 foo=bar";

    [Theory]
    [InlineData("262")]
    [InlineData("257")]
    public void ForecastIsWhatTheTpmHeld(string version)
    {
        JsonElement boot = Boot(version);
        PcrForecast forecast = BootForecast.OfAll([Scenario(version)], PcrBanks.All)[0];
        int compared = 0;
        foreach (JsonProperty bank in boot.GetProperty("pcrs").EnumerateObject())
        {
            foreach (JsonProperty pcr in bank.Value.EnumerateObject())
            {
                Assert.Equal((bank.Name, pcr.Name, pcr.Value.GetString()), (bank.Name, pcr.Name, forecast.ValueOf(int.Parse(pcr.Name), DigestAlgorithms.FromName(bank.Name)!.Value).Hex));
                compared++;
            }
        }

        Assert.Equal(4 * 5, compared);
    }

    [Theory]
    [InlineData("262")]
    [InlineData("257")]
    public void EventsAreThoseOfTheLogInItsOrder(string version) => Assert.Equal(
        Boot(version).GetProperty("events").EnumerateArray().Select(logged => (logged.GetProperty("pcr").GetInt32(), logged.GetProperty("digests").GetProperty("sha384").GetString())),
        BootForecast.OfAll([Scenario(version)], PcrBanks.All)[0].Events.Select(measured => (measured.Pcr, (string?)measured.Digests[DigestAlgorithm.Sha384].Hex)));

    [Fact]
    public void AStubBefore258MeasuresTheKernelAndNoGlobalExtensions()
    {
        ImmutableArray<MeasuredEvent> older = BootForecast.OfAll([Scenario("257")], [DigestAlgorithm.Sha256])[0].Events;
        ImmutableArray<MeasuredEvent> newer = BootForecast.OfAll([Scenario("257") with { Rules = StubRules.Of("258") }], [DigestAlgorithm.Sha256])[0].Events;
        Assert.Equal(["kernel vmlinuz"], older.Select(measured => measured.Description).Except(newer.Select(measured => measured.Description)));
        Assert.Equal(["global system extensions"], newer.Select(measured => measured.Description).Except(older.Select(measured => measured.Description)));
    }

    private static BootScenario Scenario(string version)
    {
        JsonElement boot = Boot(version);
        JsonElement[] images = [.. Events(boot, 4).Skip(2)];
        JsonElement[] contents = [.. Events(boot, 11).Where((_, index) => index % 2 == 1)];
        string[] names = [".linux", ".osrel", ".cmdline", ".initrd", ".uname", ".sbat", ".pcrpkey"];
        Addon global = AddonOf("loader/addons/g.addon.efi", images[1], "globaladdon=2");
        Addon own = AddonOf("EFI/BOOT/BOOTX64.EFI.extra.d/a.addon.efi", images[2], "addonopt=1");
        return new(
            StubRules.Of(version),
            new("EFI/BOOT/BOOTX64.EFI", Known(images[0])),
            MeasuredSection.InOrder(names.Zip(contents, (name, content) => new MeasuredSection(name, Of(name) is byte[] bytes ? Measurable.Text(bytes) : Known(content)))),
            new(EmbeddedCommandLine, null, null, null, []))
        {
            Kernel = version == "257" ? new("vmlinuz", Known(images[3])) : null,
            Companions = new(
                new([global], [File("g.cred")], [File("gs.raw")], []),
                new([own], [File("x.cred")], [File("s.sysext.raw")], [File("c.confext.raw")])),
            Initrd = Known(Events(boot, 9).Last()),
        };
    }

    /// <summary>Sections whose content is at hand.</summary>
    private static byte[]? Of(string section) => section switch
    {
        ".osrel" => UkiFixtures.Bytes("osrel"),
        ".cmdline" => Encoding.ASCII.GetBytes(EmbeddedCommandLine),
        ".uname" => "6.12.117+deb12-cloud-amd64"u8.ToArray(),
        ".pcrpkey" => UkiFixtures.Bytes("pcr-pub.pem"),
        _ => null,
    };

    private static Addon AddonOf(string path, JsonElement measured, string commandLine) =>
        new(new(path, Known(measured)), Path.GetFileName(path), null, commandLine, null, null, null);

    private static CompanionFile File(string name) => new(name, name, PositionalSource.OfBytes(System.IO.File.ReadAllBytes(Checkout.Fixture("uki", "boot", name))));

    private static JsonElement Boot(string version) => MeasureVectors.Json("boot", "boot-vectors.json").GetProperty(version);

    private static IEnumerable<JsonElement> Events(JsonElement boot, int pcr) => boot.GetProperty("events").EnumerateArray().Where(logged => logged.GetProperty("pcr").GetInt32() == pcr);

    private static Measurable.Known Known(JsonElement logged) => new Measurable.Known(BankDigests.Of(
        from digest in logged.GetProperty("digests").EnumerateObject()
        select Digest.TryParse($"{digest.Name}:{digest.Value.GetString()}", out Digest parsed) ? parsed : throw new FormatException(digest.Name)));
}
