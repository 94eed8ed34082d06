using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Efi;
using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

/// <summary>PCR 7 of machines with keys is held against a boot, in ForecastBootTests of the end-to-end tests.</summary>
public sealed class SecureBootTests
{
    /// <summary>The digest of SecureBoot=0 is in many an event log, NSA's HIRS shows one; the PCR is what OVMF without keys leaves.</summary>
    [Fact]
    public void WithoutKeysPcr7IsWhatFirmwareLeaves()
    {
        using var folder = new TempFolder();
        PlannedEvent[] events = [.. SecureBootFolder.Read(Disk.Host, folder.Path, []).Events()];
        PcrForecast forecast = PcrForecast.ComputeAll([events], [DigestAlgorithm.Sha256])[0];
        Assert.Equal("115aa827dbccfb44d216ad9ecfda56bdea620b860a94bed5b7a27bba1c4d02d8", forecast.Events[0].Digests[DigestAlgorithm.Sha256].Hex);
        Assert.Equal("65caf8dd1e0ea7a6347b635d2b379c93b9a1351edc2afc3ecda700e534eb3068", forecast.ValueOf(Pcr.SecureBootPolicy, DigestAlgorithm.Sha256).Hex);
    }

    [Fact]
    public void TheEntryIsFoundByItsCertificate()
    {
        using var folder = new TempFolder();
        byte[] first = Entry(1, "one"u8.ToArray()), second = Entry(2, "two"u8.ToArray());
        File.WriteAllBytes(folder["PK"], List([first]));
        File.WriteAllBytes(folder["db-d719b2cb-3d3a-4596-a3bc-dad00e67656f"], [7, 0, 0, 0, .. List([first, second])]);
        SecureBootVariables variables = SecureBootFolder.Read(Disk.Host, folder.Path, [("two.der", "two"u8.ToArray())]);
        Assert.True(variables.IsEnabled);
        Assert.Equal(second, Assert.Single(variables.Authorities).ToArray());
        Assert.Equal(List([first, second]), variables.Allowed.ToArray());

        Assert.Equal("IC-FOR08", Refused([]));
        Assert.Equal("IC-FOR08", Refused([("three.der", "three"u8.ToArray())]));

        string Refused((string, byte[])[] certificates) => Assert.Throws<ComposerException>(() => SecureBootFolder.Read(Disk.Host, folder.Path, certificates)).Id.ToString();
    }

    [Fact]
    public void ATruncatedListIsRefusedAtEveryLength()
    {
        byte[] list = List([Entry(1, "one"u8.ToArray()), Entry(2, "two"u8.ToArray())]);
        Assert.Equal(2, Assert.Single(EfiSignatureList.ReadAll(list)).Entries.Length);
        for (int length = 1; length < list.Length; length++) Assert.Throws<MalformedDataException>(() => EfiSignatureList.ReadAll(list.AsMemory(0, length)));
    }

    private static byte[] Entry(byte owner, byte[] certificate) => [.. Enumerable.Repeat(owner, EfiSignatureList.OwnerSize), .. certificate];

    private static byte[] List(byte[][] entries) =>
    [
        .. EfiSignatureList.X509.ToByteArray(), .. BitConverter.GetBytes(28 + entries.Sum(entry => entry.Length)), .. BitConverter.GetBytes(0), .. BitConverter.GetBytes(entries[0].Length),
        .. entries.SelectMany(entry => entry),
    ];
}
