using System.Text.Json;
using InitrdComposer.Formats;

namespace InitrdComposer.Questions.Differences;

/// <summary>Compares JSON value by value.</summary>
internal static class JsonDifference
{
    private const int MaxShown = 200;

    /// <returns>Null where the values are the same, or one is no JSON.</returns>
    public static Difference? Find(byte[] given, byte[] expected)
    {
        try
        {
            using JsonDocument left = JsonDocument.Parse(given), right = JsonDocument.Parse(expected);
            return Find("", left.RootElement, right.RootElement) is Difference found ? found with { Place = TextDifference.Find(given, expected)?.Place } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Difference? Find(string path, JsonElement given, JsonElement expected)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when given.ValueKind == JsonValueKind.Object:
                return InObject(path, [.. given.EnumerateObject()], [.. expected.EnumerateObject()]);
            case JsonValueKind.Array when given.ValueKind == JsonValueKind.Array:
                return Enumerable.Range(0, Math.Min(given.GetArrayLength(), expected.GetArrayLength())).Select(i => Find($"{path}[{i}]", given[i], expected[i])).FirstOrDefault(found => found is not null)
                    ?? (given.GetArrayLength() == expected.GetArrayLength() ? null : new(path, "elements", $"{given.GetArrayLength()}", $"{expected.GetArrayLength()}"));
            default:
                return given.GetRawText() == expected.GetRawText() ? null : new(Printable.Escape(path), "value", Shown(given), Shown(expected));
        }
    }

    private static Difference? InObject(string path, JsonProperty[] given, JsonProperty[] expected)
    {
        string start = path.Length == 0 ? "" : path + ".";
        for (int i = 0; i < Math.Max(given.Length, expected.Length); i++)
        {
            string? was = i < given.Length ? given[i].Name : null, becomes = i < expected.Length ? expected[i].Name : null;
            if (was != becomes) return new(path.Length == 0 ? null : Printable.Escape(path), $"key {i + 1}", was is null ? "nothing" : Printable.Escape(was), becomes is null ? "nothing" : Printable.Escape(becomes));
            if (Find(start + becomes, given[i].Value, expected[i].Value) is Difference found) return found;
        }

        return null;
    }

    private static string Shown(JsonElement value)
    {
        string text = value.GetRawText();
        return Printable.Escape(text.Length > MaxShown ? text[..MaxShown] + "..." : text);
    }
}
