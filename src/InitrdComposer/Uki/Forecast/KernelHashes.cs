using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>
/// The golden PCR values of a build's UKIs, by profile, phase and bank, for whoever attests what was booted: the content of kernel-hashes.json. Nothing lies
/// beside a UKI that has only been built, and firmware starts it. Schema: docs/reference/forecast.md.
/// </summary>
public static class KernelHashes
{
    public const string FileName = "kernel-hashes.json";

    private const int Schema = 1;

    /// <exception cref="Diagnostics.ComposerException">A file is no UKI.</exception>
    public static byte[] Of(IEnumerable<NamedSource> ukis, ImmutableArray<DigestAlgorithm> banks)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            json.WriteStartArray("ukis");
            foreach (NamedSource uki in ukis) Write(json, uki, banks);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>An old stub is no reason not to build.</summary>
    private static void Write(Utf8JsonWriter json, NamedSource uki, ImmutableArray<DigestAlgorithm> banks)
    {
        UkiImage image = UkiImage.Open(uki);
        json.WriteStartObject();
        if (StubRules.VersionIn(image.Image) is string version && !StubRules.Knows(version))
        {
            json.WriteString("file", uki.Name);
            json.WriteString("stub", version);
            json.WriteString("unknown", $"what a stub measures is known from {StubRules.Oldest} on");
        }
        else
        {
            UkiForecast forecast = UkiForecast.Of(image, Companions.None, ForecastOptions.Default, banks);
            ForecastJson.WriteFields(json, forecast, PhasePath.Defaults);
            ForecastJson.WriteNotices(json, forecast.Notices);
        }

        json.WriteEndObject();
    }
}
