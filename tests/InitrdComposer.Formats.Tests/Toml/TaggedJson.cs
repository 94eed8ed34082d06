using System.Globalization;
using System.Text.Json;
using InitrdComposer.Formats.Toml;
using Xunit;

namespace InitrdComposer.Formats.Tests.Toml;

/// <summary>toml-test's form of a value: tables and arrays as JSON has them, everything else as {"type": ..., "value": text}.</summary>
internal static class TaggedJson
{
    public static void AssertEqual(JsonElement expected, TomlValue actual, string path)
    {
        switch (actual)
        {
            case TomlTable table:
                Assert.Equal(expected.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), table.Entries.Select(e => e.Key).Order(StringComparer.Ordinal));
                foreach (TomlEntry entry in table.Entries) AssertEqual(expected.GetProperty(entry.Key), entry.Value, $"{path}/{entry.Key}");
                break;
            case TomlArray array:
                Assert.Equal(expected.GetArrayLength(), array.Items.Count);
                for (int i = 0; i < array.Items.Count; i++) AssertEqual(expected[i], array.Items[i], $"{path}/{i}");
                break;
            default:
                (string type, string text) = Tag(actual, expected.GetProperty("value").GetString()!);
                Assert.Equal((path, expected.GetProperty("type").GetString(), expected.GetProperty("value").GetString()), (path, type, text));
                break;
        }
    }

    /// <summary>The suite writes floats and fractions of seconds with as many digits as it likes: equal values count as equal texts.</summary>
    private static (string Type, string Text) Tag(TomlValue value, string expected) => value switch
    {
        TomlString text => ("string", text.Value),
        TomlInteger integer => ("integer", integer.Value.ToString(CultureInfo.InvariantCulture)),
        TomlBoolean boolean => ("bool", boolean.Value ? "true" : "false"),
        TomlFloat number => ("float", ParseFloat(expected).Equals(number.Value) ? expected : number.Value.ToString("R", CultureInfo.InvariantCulture)),
        TomlDateTime { Date: null } time => ("time-local", Time(time)),
        TomlDateTime { Time: null } date => ("date-local", Date(date)),
        TomlDateTime { OffsetInMinutes: null } local => ("datetime-local", $"{Date(local)}T{Time(local)}"),
        TomlDateTime offset => ("datetime", $"{Date(offset)}T{Time(offset)}{Offset(offset.OffsetInMinutes!.Value)}"),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static double ParseFloat(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Date(TomlDateTime value) => value.Date!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(TomlDateTime value)
    {
        string time = value.Time!.Value.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return time.EndsWith(".000", StringComparison.Ordinal) ? time[..^4] : time;
    }

    private static string Offset(int minutes) => minutes == 0 ? "Z" : $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}";
}
