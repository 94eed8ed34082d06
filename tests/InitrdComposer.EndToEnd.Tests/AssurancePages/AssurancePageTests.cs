using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.AssurancePages;

/// <summary>docs/reference/assurance.md says what is kept in docs/assurance, and nothing is missing there.</summary>
public sealed class AssurancePageTests
{
    public static TheoryData<string> Areas => new(AssuranceArea.All.Select(area => area.Name));

    [Fact]
    public void ThePageIsWrittenFromItsRows() => Golden.MatchesFile(Path.Combine("docs", "reference", "assurance.md"), AssurancePage.Of(AssuranceArea.All));

    [Theory, MemberData(nameof(Areas))]
    public void EveryIdHasARowAndEveryRowAnId(string name)
    {
        AssuranceArea area = AssuranceArea.All.Single(one => one.Name == name);
        Assert.Equal(area.Ids().Order(StringComparer.Ordinal), area.Rows().Keys);
    }

    [Theory, MemberData(nameof(Areas))]
    public void WhateverWasTriedCameOutRight(string name) => Assert.All(AssuranceArea.All.Single(area => area.Name == name).Rows().Values, row =>
    {
        Assert.Equal(name, row.Area);
        Assert.True(row.Tried > 0, row.Id);
        Assert.Equal(row.Tried, row.Right);
        Assert.NotEqual("", row.What);
    });

    /// <summary>A case that was added has been tried.</summary>
    [Fact]
    public void EachIdOfBadInputWasTriedWithAllItsCases()
    {
        var rows = AssuranceArea.All.Single(area => area.Name == "bad-input").Rows();
        Assert.Equal(
            HostileTable.Cases.CountBy(row => row.Id).OrderBy(id => id.Key, StringComparer.Ordinal).Select(id => $"{id.Key}: {id.Value}"), rows.Values.Select(row => $"{row.Id}: {row.Tried}"));
    }

    [Fact]
    public void EveryIdOfTheCatalogueIsARowOfBadInput()
    {
        Assert.Equal(250, Catalogue.Ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(Catalogue.Ids.Except(BadInputPage.Rows.Select(row => row.Id), StringComparer.Ordinal));
    }

    [Fact]
    public void NoCellIsEmpty() => Assert.DoesNotMatch(@"\| *\|", AssurancePage.Of(AssuranceArea.All));

    [Fact]
    public void WhatIsNotThereIsSaid() => Assert.Contains(
        $"| X-01 | {AssurancePage.Missing} | - | - |", AssurancePage.Of([new("no-such-area", "None", "Nothing.", "times", () => ["X-01"])]), StringComparison.Ordinal);
}
