using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.AssurancePages;

/// <summary>docs/reference/assurance.md, of the rows in docs/assurance.</summary>
internal static class AssurancePage
{
    /// <summary>What a cell says of an id whose result is not there.</summary>
    public const string Missing = "not run";

    private const string Head = """
        # Assurance

        <!-- Written by `make assurance` from docs/assurance. -->

        What has been tried against InitrdComposer, how often, and how often it did what it must. Each figure was written by the test that had just seen it; `make assurance`
        takes them from `artifacts/assurance` into [docs/assurance](../assurance) and writes this page. A test holds that every id has a row, that nothing was tried that did not
        come out right, and that this page says what the rows say. What is promised: [SECURITY.md](../../SECURITY.md).

        """;

    public static string Of(IReadOnlyList<AssuranceArea> areas)
    {
        var text = new StringBuilder(Head);
        AssuranceArea[] shown = [.. areas.Where(area => area.Ids().Any())];
        text.Append("\n| area | ids | tried | right |\n|---|--:|--:|--:|\n");
        foreach (AssuranceArea area in shown)
        {
            ImmutableSortedDictionary<string, Assurance> rows = area.Rows();
            text.Append(CultureInfo.InvariantCulture, $"| [{area.Title}](#{Anchor(area.Title)}) | {area.Ids().Count()} | {rows.Values.Sum(row => row.Tried):N0} {area.Tried} | {rows.Values.Sum(row => row.Right):N0} |\n");
        }

        foreach (AssuranceArea area in shown) Append(text, area);
        return text.ToString();
    }

    private static void Append(StringBuilder text, AssuranceArea area)
    {
        ImmutableSortedDictionary<string, Assurance> rows = area.Rows();
        // What each row has is a column; what some have stands behind their words.
        string[] figures = [.. rows.Values.SelectMany(row => row.Figures.Keys).Distinct(StringComparer.Ordinal).Where(figure => rows.Values.All(row => row.Figures.ContainsKey(figure))).Order(StringComparer.Ordinal)];
        text.Append(CultureInfo.InvariantCulture, $"\n## {area.Title}\n\n{area.What}\n\n");
        if (area.Name == "bad-input") AppendCatalogue(text);
        text.Append(CultureInfo.InvariantCulture, $"| id | what | {string.Join(" | ", [area.Tried, "right", .. figures])} |\n|---|---|{string.Concat(Enumerable.Repeat("--:|", 2 + figures.Length))}\n");
        foreach (string id in area.Ids())
        {
            string[] cells = rows.TryGetValue(id, out Assurance? row)
                ? [WordsOf(row, figures), Number(row.Tried), Number(row.Right), .. figures.Select(figure => Number(row.Figures[figure]))]
                : [Missing, "-", "-", .. figures.Select(_ => "-")];
            text.Append(CultureInfo.InvariantCulture, $"| {id} | {string.Join(" | ", cells)} |\n");
        }

        if (area.Name == "bad-input") AppendExcluded(text);
    }

    private static void AppendCatalogue(StringBuilder text)
    {
        HashSet<string> catalogue = [.. Catalogue.Ids];
        int listed = BadInputPage.Rows.Count(row => catalogue.Contains(row.Id)), excluded = BadInputPage.Rows.Count(row => row.IsExcluded);
        text.Append(
            CultureInfo.InvariantCulture,
            $"Of the {catalogue.Count} ids of the catalogue that this began with, {listed} are rows; rows that were added since: {BadInputPage.Rows.Count - listed}; rows that have no case, and say why below: {excluded}.\n\n");
    }

    private static void AppendExcluded(StringBuilder text)
    {
        text.Append("\n| no case | what | why |\n|---|---|---|\n");
        foreach (BadInputRow row in BadInputPage.Rows.Where(row => row.IsExcluded)) text.Append(CultureInfo.InvariantCulture, $"| {row.Id} | {row.What} | {row.Verdict["no case: ".Length..]} |\n");
    }

    private static string WordsOf(Assurance row, string[] columns)
    {
        string[] more = [.. row.Figures.Where(figure => !columns.Contains(figure.Key)).Select(figure => $"{figure.Key} {Number(figure.Value)}")];
        return (more.Length == 0 ? row.What : $"{row.What} ({string.Join(", ", more)})").Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Anchor(string title) => title.ToLowerInvariant().Replace(' ', '-');
}

/// <summary>The ids of the catalogue of bad input that the harness was written after.</summary>
internal static class Catalogue
{
    public static ImmutableArray<string> Ids { get; } = [.. File.ReadLines(Path.Combine(Checkout.Root, "docs", "assurance", "catalogue.txt")).Where(line => !line.StartsWith('#'))];
}
