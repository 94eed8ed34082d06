using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A forecast as JSON. Schema: docs/reference/forecast.md.</summary>
public static class ForecastJson
{
    public static void Write(Utf8JsonWriter json, UkiForecast forecast, BootMenu? menu, ImmutableArray<PhasePath> phases)
    {
        json.WriteStartObject();
        WriteFields(json, forecast, phases);
        if (menu is not null) Write(json, menu);
        WriteNotices(json, forecast.Notices);
        json.WriteEndObject();
    }

    /// <summary>What is said of one UKI, into an object that was begun.</summary>
    internal static void WriteFields(Utf8JsonWriter json, UkiForecast forecast, ImmutableArray<PhasePath> phases)
    {
        json.WriteString("file", forecast.File);
        if (forecast.StubVersion is not null) json.WriteString("stub", forecast.StubVersion);
        json.WriteNumber("rules", forecast.Rules.Version);
        json.WriteStartArray("profiles");
        foreach (ProfileForecast profile in forecast.Profiles)
        {
            json.WriteStartObject();
            json.WriteNumber("profile", profile.Number);
            if (profile.Id is not null) json.WriteString("id", profile.Id);
            WriteValues(json, profile.Pcrs);
            json.WritePropertyName("measure");
            WriteMeasure(json, profile.Pcrs, phases);
            WritePolicies(json, profile.Pcrs, phases);
            json.WriteStartArray("events");
            foreach (MeasuredEvent measured in profile.Pcrs.Events) Write(json, measured, profile.Pcrs.Banks);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>PCR 11 by bank and phase: the object that `systemd-measure calculate --json` prints.</summary>
    public static void WriteMeasure(Utf8JsonWriter json, PcrForecast forecast, ImmutableArray<PhasePath> phases)
    {
        json.WriteStartObject();
        foreach (DigestAlgorithm bank in forecast.Banks)
        {
            json.WriteStartArray(bank.Name());
            foreach (PhasePath path in phases)
            {
                json.WriteStartObject();
                if (!path.Words.IsEmpty) json.WriteString("phase", path.ToString());
                json.WriteNumber("pcr", Pcr.KernelBoot);
                json.WriteString("hash", forecast.KernelBootAfter(path, bank).Hex);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    internal static void WriteNotices(Utf8JsonWriter json, ImmutableArray<Notice> notices)
    {
        json.WriteStartArray("notices");
        foreach (Notice notice in notices)
        {
            json.WriteStartObject();
            json.WriteString("id", notice.Id.ToString());
            json.WriteString("message", notice.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>All PCRs when the kernel starts, by bank.</summary>
    private static void WriteValues(Utf8JsonWriter json, PcrForecast forecast)
    {
        json.WriteStartObject("pcrs");
        foreach (DigestAlgorithm bank in forecast.Banks)
        {
            json.WriteStartObject(bank.Name());
            foreach (int pcr in forecast.Pcrs) json.WriteString($"{pcr}", forecast.ValueOf(pcr, bank).Hex);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePolicies(Utf8JsonWriter json, PcrForecast forecast, ImmutableArray<PhasePath> phases)
    {
        json.WriteStartObject("policies");
        foreach (DigestAlgorithm bank in forecast.Banks)
        {
            json.WriteStartArray(bank.Name());
            foreach (PhasePath path in phases)
            {
                json.WriteStartObject();
                if (!path.Words.IsEmpty) json.WriteString("phase", path.ToString());
                json.WriteString("pol", PolicyDigest.Of(forecast.KernelBootAfter(path, bank)).Hex);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeasuredEvent measured, ImmutableArray<DigestAlgorithm> banks)
    {
        json.WriteStartObject();
        json.WriteNumber("pcr", measured.Pcr);
        json.WriteString("description", measured.Description);
        json.WriteStartObject("digests");
        foreach (DigestAlgorithm bank in banks) json.WriteString(bank.Name(), measured.Digests[bank].Hex);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BootMenu menu)
    {
        json.WriteStartArray("menu");
        foreach (MenuEntry entry in menu.Entries)
        {
            json.WriteStartObject();
            json.WriteString("file", entry.Path);
            json.WriteString("id", entry.Id);
            json.WriteNumber("profile", entry.Profile);
            if (entry.Title is not null) json.WriteString("title", entry.Title);
            if (entry.SortKey is not null) json.WriteString("sortKey", entry.SortKey);
            if (entry.Version is not null) json.WriteString("version", entry.Version);
            if (entry.Counter.TriesLeft is int left) json.WriteNumber("triesLeft", left);
            if (entry.Counter.TriesDone is int done) json.WriteNumber("triesDone", done);
            json.WriteBoolean("isDefault", entry == menu.Default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
