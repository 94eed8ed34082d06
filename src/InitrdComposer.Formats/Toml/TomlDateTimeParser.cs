using System.Text.RegularExpressions;

namespace InitrdComposer.Formats.Toml;

/// <summary>The four date-times, from the whole word that was found: RFC 3339, with a blank allowed in place of the T.</summary>
internal static partial class TomlDateTimeParser
{
    /// <summary>Null when the word does not look like one.</summary>
    /// <exception cref="MalformedDataException">It does, but there is no such day or time.</exception>
    public static TomlDateTime? Parse(string word, DataPosition position)
    {
        Match match = DateTimes().Match(word);
        if (!match.Success) return null;

        Group date = match.Groups["date"], time = match.Groups["time"], offset = match.Groups["offset"];
        DateOnly? day = date.Success ? Valid(DateOnly.TryParseExact(date.ValueSpan, "yyyy-MM-dd", out DateOnly d), d) : null;
        TimeOnly? clock = time.Success ? Valid(TimeOnly.TryParseExact(Ticks(time.Value), "HH:mm:ss.FFFFFFF", out TimeOnly t), t) : null;
        return new TomlDateTime(position, day, clock, offset.Success ? Offset(offset.Value) : null);

        T Valid<T>(bool parsed, T value) => parsed
            ? value
            : throw new MalformedDataException(TomlReader.Format, position, "date-time", word, "a day of the calendar and a time of day");

        int Offset(string text)
        {
            if (text is "Z" or "z") return 0;
            int hours = int.Parse(text.AsSpan(1, 2)), minutes = int.Parse(text.AsSpan(4, 2));
            int total = Valid(hours <= 23 && minutes <= 59, hours * 60 + minutes);
            return text[0] == '-' ? -total : total;
        }
    }

    /// <summary>At most the seven digits that a tick can hold.</summary>
    private static string Ticks(string time) => time.Length > "HH:mm:ss.FFFFFFF".Length ? time[.."HH:mm:ss.FFFFFFF".Length] : time;

    [GeneratedRegex(
        @"\A((?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?)(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
        + @"|(?<time>[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?))\z",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex DateTimes();
}
