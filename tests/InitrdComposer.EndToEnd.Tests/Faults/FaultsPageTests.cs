using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>docs/reference/faults.md and the tests name the same faults.</summary>
public sealed partial class FaultsPageTests
{
    private static readonly string[] Page =
        [.. File.ReadLines(Path.Combine(Checkout.Root, "docs", "reference", "faults.md")).Select(line => TableRow().Match(line)).Where(match => match.Success).Select(match => match.Groups["id"].Value)];

    [Fact]
    public void EachRowHasATestAndEachTestARow() => Assert.Equal(Page.Order(StringComparer.Ordinal), Tested().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void IdsOfAnAreaAreCountedWithoutGap() =>
        Assert.All(Page.GroupBy(id => id[..3]), area => Assert.Equal(Enumerable.Range(1, area.Count()).Select(number => $"{area.Key}-{number:00}"), area));

    /// <summary>Tests say which row they write, those of the core in another program.</summary>
    private static IEnumerable<string> Tested() =>
        from file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        from Match match in Row().Matches(File.ReadAllText(file))
        select match.Groups["id"].Value;

    [GeneratedRegex(@"^\| (?<id>[A-Z]{3}-[0-9]{2}) \| ", RegexOptions.CultureInvariant)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"Trait\(""fault"", ""(?<id>[A-Z]{3}-[0-9]{2})""\)", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
