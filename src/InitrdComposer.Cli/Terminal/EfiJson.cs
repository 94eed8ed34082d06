using System.Text.Json;
using InitrdComposer.Uki;

namespace InitrdComposer.Cli.Terminal;

/// <summary>EFI images as JSON.</summary>
internal static class EfiJson
{
    /// <summary>The section table, as a field "sections".</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<UkiSection> sections)
    {
        json.WriteStartArray("sections");
        foreach (UkiSection section in sections)
        {
            json.WriteStartObject();
            json.WriteString("name", section.Name);
            json.WriteNumber("virtual_address", section.VirtualAddress);
            json.WriteNumber("virtual_size", section.VirtualSize);
            json.WriteNumber("size", section.Length);
            json.WriteString("characteristics", $"0x{(uint)section.Characteristics:X8}");
            json.WriteString("sha256", section.Digest.Hex);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
