using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class PcrForecastTests
{
    [Theory]
    [InlineData("calculate.262.json", 16)]
    [InlineData("calculate-subset.252.json", 16)]
    [InlineData("calculate-subset.262.json", 16)]
    [InlineData("calculate-nophase.262.json", 1)]
    public void Pcr11IsWhatSystemdMeasureCalculates(string file, int count)
    {
        PcrForecast forecast = file.Contains("subset", StringComparison.Ordinal) ? MeasureVectors.Forecast(".uname", ".sbat") : MeasureVectors.Forecast();
        (DigestAlgorithm Bank, JsonElement Entry)[] entries = [.. MeasureVectors.Entries("measure", file)];
        Assert.Equal(count, entries.Length);
        Assert.All(entries, expected => Assert.Equal(
            expected.Entry.GetProperty("hash").GetString(),
            forecast.KernelBootAfter(PathOf(expected.Entry), expected.Bank).Hex));
    }

    [Fact]
    public void DefaultPhasesAreSystemdMeasures() => Assert.Equal(
        MeasureVectors.Json("measure", "calculate.262.json").GetProperty("sha256").EnumerateArray().Select(entry => entry.GetProperty("phase").GetString()),
        PhasePath.Defaults.Select(path => path.ToString()));

    [Fact]
    public void EachStepIsThatOfTheTrace()
    {
        PcrForecast forecast = MeasureVectors.Forecast();
        string[][] steps = [.. File.ReadLines(Checkout.Fixture("uki", "measure", "trace-sha256-enter-initrd.txt")).Where(line => line.StartsWith('.')).Select(line => line.Split(' '))];
        Assert.Equal(14, steps.Length);
        Digest value = Pcr.Zero(DigestAlgorithm.Sha256);
        foreach ((string[] step, MeasuredEvent measured) in steps.Zip(forecast.Events))
        {
            value = value.Extend(measured.Digests[DigestAlgorithm.Sha256]);
            Assert.Equal((step[2], step[3]), (measured.Digests[DigestAlgorithm.Sha256].Hex, value.Hex));
        }

        Assert.Equal(steps.Length, forecast.Events.Length);
    }

    [Theory]
    [InlineData("policy-digest.262.json", null, 16)]
    [InlineData("sign.262.json", null, 16)]
    [InlineData("policy-digest-policyref.262.json", "initrd", 1)]
    public void PolicyDigestsAreSystemdMeasures(string file, string? reference, int count)
    {
        PcrForecast forecast = MeasureVectors.Forecast();
        (DigestAlgorithm Bank, JsonElement Entry)[] entries = [.. MeasureVectors.Entries("measure", file)];
        Assert.Equal(count, entries.Length);
        foreach (IGrouping<DigestAlgorithm, JsonElement> bank in entries.GroupBy(entry => entry.Bank, entry => entry.Entry))
        {
            foreach ((JsonElement expected, PhasePath phases) in bank.Zip(PhasePath.Defaults))
            {
                Digest policy = PolicyDigest.Of(forecast.KernelBootAfter(phases, bank.Key));
                Assert.Equal(expected.GetProperty("pol").GetString(), policy.Hex);
                if (expected.TryGetProperty("tbs", out JsonElement signed)) Assert.Equal(signed.GetString(), Convert.ToHexStringLower(PolicyDigest.ToBeSigned(policy, reference)));
            }
        }
    }

    [Fact]
    public void GivenPhasesAreSortedAndUnique() =>
        Assert.Equal(["", "a", "a:b", "b"], PhasePath.SortedOnce(["b", "a:b", "a", ":", "b"]).Select(path => path.ToString()));

    [Theory]
    [InlineData("a::b")]
    [InlineData("a:")]
    [InlineData("a b")]
    public void AnEmptyWordIsNoPhase(string text) =>
        Assert.Equal("IC-FOR01", Assert.Throws<Diagnostics.ComposerException>(() => PhasePath.Parse(text)).Id.ToString());

    private static PhasePath PathOf(JsonElement entry) => PhasePath.Parse(entry.TryGetProperty("phase", out JsonElement phase) ? phase.GetString()! : ":");
}
