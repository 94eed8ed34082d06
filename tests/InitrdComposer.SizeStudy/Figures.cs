using System.Globalization;

namespace InitrdComposer.SizeStudy;

/// <summary>Numbers as the page prints them.</summary>
internal static class Figures
{
    /// <summary>Decimal megabytes, to a tenth; of less than one, kilobytes.</summary>
    public static string Megabytes(long bytes) => bytes switch
    {
        0 => "0",
        < 100_000 => Invariant($"{Math.Max(bytes / 1e3, 0.1):0.#} kB"),
        _ => Invariant($"{bytes / 1e6:0.0} MB"),
    };

    /// <summary>With its sign.</summary>
    public static string Change(long bytes) => (bytes < 0 ? "−" : "+") + Megabytes(Math.Abs(bytes));

    /// <summary>Of a table whose head says MB.</summary>
    public static string Tenths(long bytes) => bytes == 0 ? "–" : Invariant($"{bytes / 1e6:0.0}");

    /// <summary>How many times the other: "2.29".</summary>
    public static string Ratio(double value, double other) => Invariant($"{value / other:0.00}");

    public static string Percent(double part, double whole) => Invariant($"{(whole == 0 ? 0 : 100 * part / whole):0} %");

    /// <summary>"1,234".</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"one module", "12 modules".</summary>
    public static string Count(long value, string noun) => value == 1 ? $"one {noun}" : $"{Count(value)} {noun}s";

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
