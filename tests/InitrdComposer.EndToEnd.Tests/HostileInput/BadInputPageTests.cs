using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>docs/reference/bad-input.md and the table of cases say the same.</summary>
public sealed partial class BadInputPageTests
{
    private static readonly IReadOnlyList<Row> Page = [.. ReadPage()];

    [Fact]
    public void EveryIdOfAFilledAreaHasACase()
    {
        Assert.Contains(Page, row => row.IsFilled);
        HashSet<string> tested = [.. HostileTable.Cases.Select(row => row.Id)];
        Assert.Empty(Page.Where(row => row is { IsFilled: true, IsExcluded: false } && !tested.Contains(row.Id)).Select(row => row.Id));
    }

    [Fact]
    public void EveryCaseHasALine() =>
        Assert.Empty(HostileTable.Cases.Select(row => row.Id).Distinct().Except(Page.Where(row => !row.IsExcluded).Select(row => row.Id)));

    [Fact]
    public void NoIdStandsTwice() => Assert.Equal(Page.Select(row => row.Id).Distinct(), Page.Select(row => row.Id));

    [Fact]
    public void IdsOfAnAreaAreCountedWithoutGap() =>
        Assert.All(Page.GroupBy(row => row.Id[..3]), area => Assert.Equal(Enumerable.Range(1, area.Count()).Select(i => $"{area.Key}-{i:00}"), area.Select(row => row.Id)));

    [Fact]
    public void TheVerdictsAreThoseOfTheCases() => Assert.All(HostileTable.Cases, row =>
    {
        string verdict = Page.Single(line => line.Id == row.Id).Verdict;
        if (row.Verdict is Verdict.Refused refused) Assert.Matches($@"refused \([^)]*{refused.ExitCode}[^)]*\)", verdict);
        else Assert.Contains("accepted", verdict, StringComparison.Ordinal);
    });

    private static IEnumerable<Row> ReadPage()
    {
        bool isFilled = false;
        foreach (string line in File.ReadLines(Path.Combine(Checkout.Root, "docs", "reference", "bad-input.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) isFilled = line.EndsWith(" (filled)", StringComparison.Ordinal);
            if (TableRow().Match(line) is { Success: true } row) yield return new(row.Groups["id"].Value, row.Groups["verdict"].Value, isFilled);
        }
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]{3}-[0-9]{2}) \| .* \| (?<verdict>[^|]*) \|$", RegexOptions.CultureInvariant)]
    private static partial Regex TableRow();

    private sealed record Row(string Id, string Verdict, bool IsFilled)
    {
        /// <summary>For a part of the product that does not exist yet.</summary>
        public bool IsExcluded => Verdict.StartsWith("no case:", StringComparison.Ordinal);
    }
}
