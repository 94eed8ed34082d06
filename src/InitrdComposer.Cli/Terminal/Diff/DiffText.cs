using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Questions.Comparison;

namespace InitrdComposer.Cli.Terminal.Diff;

/// <summary>What `diff` prints, the most important first, in <see cref="Columns.Width"/> columns.</summary>
internal static class DiffText
{
    private const int MostPackages = 20;
    private const int MostFiles = 10;
    private const int MostDuplicates = 5;
    private const int NameLines = 4;

    /// <param name="comparison">Of two images.</param>
    /// <param name="allPackages">Every package, not only those that matter most.</param>
    /// <param name="allFiles">Every file and name, paths in full.</param>
    public static string Of(ImageComparison comparison, bool allPackages, bool allFiles)
    {
        ComparedImage a = comparison.A;
        ComparedImage b = comparison.B ?? throw new ArgumentException("one image alone", nameof(comparison));
        var text = new StringBuilder();
        Image(text, "A", a);
        Image(text, "B", b);
        text.Append(null, $"{Larger("stored", a.Length, b.Length)}; {Larger("unpacked", a.Total.Unpacked, b.Total.Unpacked)}\n");
        SizeTable.Write(text, "class", [.. Families(comparison.Classes)], int.MaxValue, new("headers, other parts", Besides(a), Besides(b)));
        SizeTable.Write(
            text, "package", [.. comparison.Packages.OrderByDescending(row => Math.Abs(row.B.Unpacked - row.A.Unpacked)).ThenByDescending(row => Math.Max(row.A.Unpacked, row.B.Unpacked))],
            allPackages ? int.MaxValue : MostPackages, new("no package known", a.Total - SizeTable.Sum(comparison.Packages.Select(row => row.A)), b.Total - SizeTable.Sum(comparison.Packages.Select(row => row.B))));
        Versions(text, comparison, allPackages ? int.MaxValue : NameLines);
        new FileLists(text, allFiles ? null : MostFiles).Write(comparison);
        int lines = allFiles ? int.MaxValue : NameLines;
        Names(text, "kernel module", comparison.Modules, lines);
        Names(text, "firmware file", comparison.Firmware, lines);
        Features(text, comparison, lines);
        Duplicates(text, comparison, allFiles ? int.MaxValue : MostDuplicates);
        if (!comparison.IsDifferent) text.Append("\nboth unpack to the same\n");
        return text.ToString();
    }

    private static void Image(StringBuilder text, string side, ComparedImage image)
    {
        string sizes = $"{image.Kind}, {Sizes.Text(image.Length)}, {Sizes.Counted(image.Total.Files, "file")}, {Sizes.Text(image.Total.Unpacked)} unpacked";
        text.Append(null, $"{side}  {Columns.Fit(Printable.Escape(image.Name), Columns.Width - sizes.Length - 5)}: {sizes}\n");
        long known = image.Coverage.Package;
        List<string> notes = [];
        notes.Add(known > 0 ? $"packages known of {Percent(known, image.Total.Unpacked)} of the bytes" : "no package known: --repo and --lock tell them");
        if (image.Coverage.Unknown > 0) notes.Add($"neither package nor class of {Percent(image.Coverage.Unknown, image.Total.Unpacked)}");
        if (image.IsStoredEstimated) notes.Add("stored sizes by ratio: its format does not tell them");
        foreach (string note in notes) text.Append(null, $"   {note}\n");
        if (image.Damage is { } damage) text.Append(null, $"   damaged{(damage.Location?.Position is { } position ? $" at {position}" : "")}: only what stands before is compared\n");
    }

    /// <summary>By the widest level of the classes.</summary>
    private static IEnumerable<ComparedSize> Families(IEnumerable<ComparedSize> classes) =>
        classes.GroupBy(row => row.Name.Split('/')[0], StringComparer.Ordinal)
            .Select(family => new ComparedSize(family.Key, SizeTable.Sum(family.Select(row => row.A)), SizeTable.Sum(family.Select(row => row.B))))
            .OrderByDescending(row => Math.Max(row.A.Unpacked, row.B.Unpacked));

    /// <summary>What of the image's file is in none of its files: names and headers, a UKI's kernel, padding.</summary>
    private static SizeTotal Besides(ComparedImage image) => new(0, 0, Math.Max(image.Length - image.Total.Stored, 0));

    private static string Larger(string what, long a, long b) => a == b ? $"{what}: equally large" : $"{what}: {(a > b ? "A" : "B")} is larger by {Sizes.Text(Math.Abs(b - a))}{(Math.Min(a, b) > 0 ? $" ({Percent(Math.Abs(b - a), Math.Min(a, b))})" : "")}";

    private static string Percent(long part, long whole) => whole == 0 ? "0 %" : $"{100.0 * part / whole:F1} %";

    private static void Versions(StringBuilder text, ImageComparison comparison, int lines)
    {
        string[] updated = [.. comparison.Packages.Where(row => row is { VersionA: not null, VersionB: not null } && row.VersionA != row.VersionB).Select(row => Printable.Escape($"{row.Name} {row.VersionA} -> {row.VersionB}"))];
        if (updated.Length == 0) return;
        text.Append(null, $"\n{Sizes.Counted(updated.Length, "package")} of another version\n");
        Columns.Names(text, "  ", updated, lines);
    }

    private static void Names(StringBuilder text, string what, NameChanges changes, int lines)
    {
        if (changes.IsEmpty) return;
        text.Append(null, $"\n{what}s: {changes.OnlyA.Length} only in A, {changes.OnlyB.Length} only in B, {changes.Changed.Length} different\n");
        Columns.Names(text, "  only in A:", [.. changes.OnlyA.Select(Printable.Escape)], lines);
        Columns.Names(text, "  only in B:", [.. changes.OnlyB.Select(Printable.Escape)], lines);
        Columns.Names(text, "  different:", [.. changes.Changed.Select(Printable.Escape)], Math.Max(lines / 2, 1));
    }

    private static void Features(StringBuilder text, ImageComparison comparison, int lines)
    {
        ComparedFeature[] differing = [.. comparison.Features.Where(feature => feature.IsInA != feature.IsInB)];
        if (differing.Length == 0) return;
        text.Append(null, $"\nfeatures: {comparison.Features.Count(feature => feature.IsInA && feature.IsInB)} in both\n");
        foreach (IGrouping<string, ComparedFeature> group in differing.GroupBy(feature => feature.Group, StringComparer.Ordinal))
        {
            Columns.Names(text, $"  only in A, {group.Key}:", [.. group.Where(feature => feature.IsInA).Select(feature => feature.Name)], lines);
            Columns.Names(text, $"  only in B, {group.Key}:", [.. group.Where(feature => feature.IsInB).Select(feature => feature.Name)], lines);
        }
    }

    private static void Duplicates(StringBuilder text, ImageComparison comparison, int most)
    {
        if (comparison.Duplicates.IsEmpty) return;
        text.Append(null, $"\nstored more than once: {Sizes.Text(comparison.Duplicates.Sum(one => one.WastedInA))} too much in A, {Sizes.Text(comparison.Duplicates.Sum(one => one.WastedInB))} in B\n");
        foreach (DuplicateContent one in comparison.Duplicates.Take(most))
        {
            Columns.Names(text, $"{Sizes.Text(one.Size),10}  A:", [.. one.A.Select(path => path.ToString())], most == int.MaxValue ? most : 2);
            Columns.Names(text, $"{Sizes.Text(one.Size),10}  B:", [.. one.B.Select(path => path.ToString())], most == int.MaxValue ? most : 2);
        }

        if (comparison.Duplicates.Length > most) text.Append(null, $"and {comparison.Duplicates.Length - most} more: --files\n");
    }
}
