using System.Collections.Immutable;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Files added up by what they have in common.</summary>
internal static class ComparedSizes
{
    /// <summary>By their classes, all levels of them.</summary>
    public static ImmutableArray<ComparedSize> OfClasses(ImageListing a, ImageListing? b) => [.. Sorted(Totals(a, file => file.File.Class.Name), Totals(b, file => file.File.Class.Name))];

    /// <summary>By their packages, of those that have one.</summary>
    public static ImmutableArray<ComparedSize> OfPackages(ImageListing a, ImageListing? b)
    {
        Dictionary<string, string> versionsA = Versions(a);
        Dictionary<string, string> versionsB = Versions(b);
        return
        [
            .. Sorted(Totals(a, file => file.Package), Totals(b, file => file.Package))
                .Select(row => row with { VersionA = versionsA.GetValueOrDefault(row.Name), VersionB = versionsB.GetValueOrDefault(row.Name) }),
        ];
    }

    /// <summary>All files.</summary>
    public static SizeTotal Total(ImageListing listing) => listing.Files.Select(file => file.Total).Aggregate(default(SizeTotal), SizeTotal.Add);

    private static Dictionary<string, SizeTotal> Totals(ImageListing? listing, Func<ListedFile, string?> key)
    {
        Dictionary<string, SizeTotal> totals = new(StringComparer.Ordinal);
        foreach (ListedFile file in listing?.Files ?? [])
        {
            if (file.Side.Type == FileType.File && key(file) is string name) totals[name] = totals.GetValueOrDefault(name) + file.Total;
        }

        return totals;
    }

    private static IEnumerable<ComparedSize> Sorted(Dictionary<string, SizeTotal> a, Dictionary<string, SizeTotal> b) =>
        a.Keys.Union(b.Keys, StringComparer.Ordinal).Select(name => new ComparedSize(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name)))
            .OrderByDescending(row => Math.Max(row.A.Unpacked, row.B.Unpacked)).ThenBy(row => row.Name, StringComparer.Ordinal);

    /// <summary>Several of one package, as kernels may be, with commas between.</summary>
    private static Dictionary<string, string> Versions(ImageListing? listing) =>
        (listing?.Files ?? []).Where(file => file.Package is not null).GroupBy(file => file.Package!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => string.Join(", ", group.Select(file => $"{file.File.Package!.Nevra.Evr}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), StringComparer.Ordinal);
}
