using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>EFI images as JSON.</summary>
internal static class EfiJson
{
    /// <summary>The section table, as a field "sections".</summary>
    /// <param name="texts">What each says, by its place; null: it is no text. None: they are not written.</param>
    public static void Write(Utf8JsonWriter json, ImmutableArray<UkiSection> sections, ImmutableArray<string?> texts = default)
    {
        json.WriteStartArray("sections");
        for (int i = 0; i < sections.Length; i++)
        {
            UkiSection section = sections[i];
            json.WriteStartObject();
            json.WriteString("name", section.Name);
            json.WriteNumber("virtual_address", section.VirtualAddress);
            json.WriteNumber("virtual_size", section.VirtualSize);
            json.WriteNumber("size", section.Length);
            json.WriteString("characteristics", $"0x{(uint)section.Characteristics:X8}");
            json.WriteString("sha256", section.Digest.Hex);
            if (!texts.IsDefault && texts[i] is string text) json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The profiles, each with its own sections as indices of "sections"; no field if the image has none.</summary>
    public static void WriteProfiles(Utf8JsonWriter json, UkiDescription efi)
    {
        if (efi.Profiles.IsEmpty) return;
        json.WriteStartArray("profiles");
        foreach (ProfileDescription profile in efi.Profiles)
        {
            json.WriteStartObject();
            json.WriteString("id", profile.Id);
            json.WriteString("title", profile.Title);
            json.WriteStartArray("sections");
            foreach (int index in profile.Sections) json.WriteNumberValue(index);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The lines of .sbat by their columns; no field if the image has none.</summary>
    public static void WriteSbat(Utf8JsonWriter json, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty) return;
        json.WriteStartArray("sbat");
        foreach (string line in lines)
        {
            string[] fields = line.Split(',', 6);
            json.WriteStartObject();
            json.WriteString("component", fields[0]);
            json.WriteString("generation", fields.ElementAtOrDefault(1));
            json.WriteString("vendor", fields.ElementAtOrDefault(2));
            json.WriteString("package", fields.ElementAtOrDefault(3));
            json.WriteString("version", fields.ElementAtOrDefault(4));
            json.WriteString("url", fields.ElementAtOrDefault(5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
