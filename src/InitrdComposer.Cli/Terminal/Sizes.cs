namespace InitrdComposer.Cli.Terminal;

/// <summary>Sizes for people: decimal megabytes, as disks and downloads are counted.</summary>
internal static class Sizes
{
    public static string Text(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 1_000_000 => $"{bytes / 1e3:F1} kB",
        < 10_000_000_000 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e9:F1} GB",
    };
}
