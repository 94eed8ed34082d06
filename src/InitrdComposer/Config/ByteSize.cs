using System.Globalization;

namespace InitrdComposer.Config;

/// <summary>Sizes as people write them: "500000", "500k", "60M", "1.5G". Decimal, as disks and downloads are counted.</summary>
public static class ByteSize
{
    private static readonly (char Suffix, long Bytes)[] Units = [('k', 1_000), ('M', 1_000_000), ('G', 1_000_000_000), ('T', 1_000_000_000_000)];

    /// <summary>In bytes; null for anything else.</summary>
    public static long? Parse(string text)
    {
        (char suffix, long bytes) = Units.FirstOrDefault(unit => text.EndsWith(unit.Suffix), ('\0', 1));
        string number = suffix == '\0' ? text : text[..^1];
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value < 1_000_000_000 * (decimal)Units[^1].Bytes / bytes
            ? (long)(value * bytes)
            : null;
    }

    /// <summary>The shortest text that is read as the same: "60M".</summary>
    public static string Write(long bytes)
    {
        (char suffix, long unit) = bytes == 0 ? ('\0', 1) : Units.LastOrDefault(unit => bytes % unit.Bytes == 0, ('\0', 1));
        return suffix == '\0' ? $"{bytes}" : $"{bytes / unit}{suffix}";
    }
}
