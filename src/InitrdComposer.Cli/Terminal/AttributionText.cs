using System.Globalization;
using System.Text;
using InitrdComposer.Attribution;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What an image's bytes are of, as tables of at most 100 columns.</summary>
internal static class AttributionText
{
    private const int NameWidth = 62, MaxPackages = 20;

    /// <summary>Parts of a class that take a smaller share of it are not worth a line.</summary>
    private const double WorthALine = 0.05;

    /// <param name="hasAll">All packages and parts of classes, not the largest alone.</param>
    public static string Of(AttributedImage image, bool hasAll = false)
    {
        var text = new StringBuilder();
        text.Append(null, $"{"class",-NameWidth}{"files",8}{"unpacked",12}{"stored",12}\n");
        ILookup<string, SizeRow> parts = image.ByClass().ToLookup(row => row.Name.Split('/')[0], StringComparer.Ordinal);
        foreach (SizeRow group in image.ByClass(byGroup: true))
        {
            text.Append(Row(group.Name, group));
            foreach (SizeRow part in parts[group.Name].Where(part => part.Name != group.Name && (hasAll || part.Unpacked >= group.Unpacked * WorthALine))) text.Append(Row($"  {part.Name[(group.Name.Length + 1)..]}", part));
        }

        SizeRow[] packages = [.. image.ByPackage()];
        if (packages.Length > 0)
        {
            text.Append(null, $"\n{"package",-NameWidth}{"files",8}{"unpacked",12}{"stored",12}\n");
            int shown = hasAll ? packages.Length : Math.Min(packages.Length, MaxPackages);
            foreach (SizeRow package in packages.Take(shown)) text.Append(Row(package.Name, package));
            SizeRow[] rest = packages[shown..];
            if (rest.Length > 0) text.Append(Row($"{rest.Length} others", new("", rest.Sum(row => row.Files), rest.Sum(row => row.Unpacked), rest.Sum(row => row.Stored))));
        }

        return text.Append(null, $"\n{CoverageOf(image.Coverage)}\n").ToString();
    }

    /// <summary>"of 48.5 MB the package is known of 98.9 %, the class of 1.1 %, nothing of 0.0 % (0 B)".</summary>
    public static string CoverageOf(Coverage coverage)
    {
        return $"of {Sizes.Text(coverage.Total)} the package is known of {Share(coverage.Package)}, only the class of {Share(coverage.Class)}, nothing of {Share(coverage.Unknown)} ({Sizes.Text(coverage.Unknown)})";

        string Share(long bytes) => (coverage.Total == 0 ? 0 : 100.0 * bytes / coverage.Total).ToString("F1", CultureInfo.InvariantCulture) + " %";
    }

    private static string Row(string name, SizeRow row) => $"{Cut(name),-NameWidth}{row.Files,8}{Sizes.Text(row.Unpacked),12}{Sizes.Text(row.Stored),12}\n";

    private static string Cut(string name) => name.Length < NameWidth ? name : $"{name[..(NameWidth - 4)]}...";
}
