using System.Collections.Immutable;
using System.Text.Json;

namespace InitrdComposer.Formats.SystemdStub;

/// <summary>
/// The files that systemd's ukify makes .hwids of: an object with "type" ("devicetree" or "uefi-fw"), "name", "hwids" and "compatible" or "fwid"; files of
/// systemd 257 have no "type".
/// </summary>
public static class HwidJson
{
    private const string Format = "hwids";

    /// <summary>Most bytes of a file; those of systemd have less than a thousand.</summary>
    public const int MaxLength = 1 << 20;

    /// <exception cref="MalformedDataException">No such object.</exception>
    public static HwidDevice Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Bad("file", root.ValueKind.ToString(), "an object");
            HwidDeviceKind kind = KindOf(root);
            (string own, string other) = kind == HwidDeviceKind.DeviceTree ? ("compatible", "fwid") : ("fwid", "compatible");
            if (root.TryGetProperty(other, out _)) throw Bad(other, "a value", $"\"{own}\" only, by its type");
            return new(kind, Text(root, "name"), Text(root, own), Hwids(root));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is how a text with half of a surrogate pair shows when it is taken.
            throw Bad("file", Printable.Escape(System.Text.Encoding.UTF8.GetBytes(e.Message)), "JSON");
        }
    }

    private static HwidDeviceKind KindOf(JsonElement root)
    {
        if (!root.TryGetProperty("type", out _)) return HwidDeviceKind.DeviceTree;
        string type = Text(root, "type");
        return type switch
        {
            "devicetree" => HwidDeviceKind.DeviceTree,
            "uefi-fw" => HwidDeviceKind.UefiFirmware,
            _ => throw Bad("type", $"\"{type}\"", "\"devicetree\" or \"uefi-fw\""),
        };
    }

    private static string Text(JsonElement root, string key)
    {
        if (!root.TryGetProperty(key, out JsonElement value) || value.ValueKind != JsonValueKind.String) throw Bad(key, "no text", "text");
        string text = value.GetString()!;
        return text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal) ? text : throw Bad(key, "no text", "text without NULs");
    }

    private static ImmutableArray<Guid> Hwids(JsonElement root)
    {
        if (!root.TryGetProperty("hwids", out JsonElement list) || list.ValueKind != JsonValueKind.Array) throw Bad("hwids", "no list", "a list of UUIDs");
        return
        [
            .. list.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.String && Guid.TryParse(element.GetString(), out Guid hwid)
                ? hwid
                : throw Bad("hwids", Printable.Escape(System.Text.Encoding.UTF8.GetBytes(element.GetRawText())), "a UUID")),
        ];
    }

    private static MalformedDataException Bad(string field, string got, string expected) => new(Format, 0, field, got, expected);
}
