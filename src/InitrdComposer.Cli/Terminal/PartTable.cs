using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Images;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What an image is made of: where each part is, what it takes and what comes out of it.</summary>
internal static class PartTable
{
    private const int NameWidth = 28;

    public static string Of(OpenedImage image)
    {
        var text = new StringBuilder();
        text.Append(null, $"{"part",-NameWidth}{"offset",14}{"stored",13}{"unpacked",13}{"ratio",7}  compression\n");
        Append(text, image.Parts, inside: null, depth: 0);
        return text.ToString();
    }

    public static void Write(Utf8JsonWriter json, OpenedImage image)
    {
        json.WriteStartArray("parts");
        foreach (ImagePart part in image.Parts)
        {
            json.WriteStartObject();
            json.WriteString("name", Printable.Escape(part.Name));
            if (part.Inside is int inside) json.WriteNumber("inside", inside);
            json.WriteNumber("offset", part.Offset);
            json.WriteNumber("stored", part.StoredLength);
            json.WriteNumber("size", part.Length);
            json.WriteString("compression", part.Compression.Name());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Append(StringBuilder text, ImmutableArray<ImagePart> parts, int? inside, int depth)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            ImagePart part = parts[i];
            if (part.Inside != inside) continue;
            string ratio = part.Length > 0 && part.StoredLength != part.Length ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * part.StoredLength / part.Length:F1}%") : "";
            string compression = part.Compression == CompressionFormat.None ? "" : part.Compression.Name();
            text.Append($"{new string(' ', 2 * depth) + Printable.Escape(part.Name),-NameWidth}{$"0x{part.Offset:X}",14}{part.StoredLength,13}{part.Length,13}{ratio,7}  {compression}".TrimEnd()).Append('\n');
            Append(text, parts, i, depth + 1);
        }
    }
}
