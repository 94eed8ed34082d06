using System.Globalization;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>docs/reference/bad-input.md and the table of cases say the same.</summary>
public sealed class BadInputPageTests
{
    /// <summary>Rows that cannot have a case, and why: for parts of the product that do not exist yet, or that are not its own. No others may go without.</summary>
    private static readonly Dictionary<string, string> Excluded = new(StringComparer.Ordinal)
    {
        ["IMG-18"] = "a base of another build would be needed for it (ExtensionReleaseTests)",
    };

    private static IReadOnlyList<BadInputRow> Page => BadInputPage.Rows;

    [Fact]
    public void OnlyTheseRowsHaveNoCase() =>
        Assert.Equal(Excluded.Select(row => (row.Key, "no case: " + row.Value)).Order(), Page.Where(row => row.IsExcluded).Select(row => (row.Id, row.Verdict)).Order());

    [Fact]
    public void TheLimitsAreThoseOfTheHarness() => Assert.Contains(
        string.Create(
            CultureInfo.InvariantCulture,
            $"({ConfinedProgram.HeapMebibytes} MiB of managed heap, {ConfinedProgram.ProcessorSeconds} s of processor time, {ConfinedProgram.OpenFiles} open files)"),
        BadInputPage.Text, StringComparison.Ordinal);

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
}
