using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Tests.Uki.Forecast;

/// <summary>Inputs and answers of systemd-measure, tests/fixtures/uki/measure.</summary>
internal static class MeasureVectors
{
    private static readonly (string Section, string File)[] Inputs =
    [
        (".pcrpkey", "pcr-pub.pem"), (".sbat", "sbat"), (".uname", "uname"), (".initrd", "initrd.cpio"), (".cmdline", "cmdline"), (".osrel", "osrel"), (".linux", "linux.bin"),
    ];

    /// <summary>What a boot of these sections measures; loaded images are no part of it.</summary>
    public static PcrForecast Forecast(params string[] without) => PcrForecast.ComputeAll(
        [[.. MeasuredSection.InOrder(Inputs.Where(input => !without.Contains(input.Section)).Select(input => new MeasuredSection(input.Section, Bytes(input.File)))).SelectMany(section => section.Events())]],
        PcrBanks.All)[0];

    public static JsonElement Json(params string[] path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Checkout.Fixture(["uki", .. path])));
        return document.RootElement.Clone();
    }

    /// <summary>Each bank's entries.</summary>
    public static IEnumerable<(DigestAlgorithm Bank, JsonElement Entry)> Entries(params string[] path) =>
        from bank in Json(path).EnumerateObject()
        from entry in bank.Value.EnumerateArray()
        select (DigestAlgorithms.FromName(bank.Name)!.Value, entry);

    private static Measurable.Bytes Bytes(string file) => new(PositionalSource.OfBytes(UkiFixtures.Bytes(file)));
}
