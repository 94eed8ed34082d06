using System.Globalization;

namespace InitrdComposer.Cli.Terminal;

/// <summary>Sizes for people: decimal megabytes, as disks and downloads are counted.</summary>
internal static class Sizes
{
    /// <summary>Reads "4096", "512K", "512M", "1G" as systemd does sizes of partitions: K is 1024. Null for anything else.</summary>
    public static long? ParseBinary(string text)
    {
        int shift = text is [.., char suffix] ? 10 * ("KMG".IndexOf(suffix, StringComparison.Ordinal) + 1) : 0;
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= long.MaxValue >> (shift + 1) ? value << shift : null;
    }

    /// <summary>"1 file", "2 files".</summary>
    public static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    public static string Text(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:F1} kB",
        < 10_000_000_000 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e9:F1} GB",
    };
}
