using System.Collections.Immutable;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Resolver.Oracle;

/// <summary>What libsolv says of a seed set and of the resolver's answer to it (tests/fixtures/resolver/oracle/libsolv.py).</summary>
/// <param name="IsSolvable">Whether it finds a solution itself.</param>
/// <param name="IsForced">Whether all that was wanted and required has candidates of one name only: there is nothing to choose.</param>
/// <param name="IsClosed">Whether the resolver's packages stand together, and need no others; null where it gave none.</param>
/// <param name="Packages">libsolv's own answer, sorted by bytes.</param>
internal sealed record LibsolvVerdict(bool IsSolvable, bool IsForced, bool? IsClosed, ImmutableArray<string> Packages)
{
    public static ImmutableArray<LibsolvVerdict> Ask(string repository, string architecture, IReadOnlyCollection<SeedSet> sets)
    {
        Tool.Require("/usr/lib/python3/dist-packages/solv.py", "python3-solv");
        using var folder = new TempFolder();
        File.WriteAllLines(folder["questions"], sets.Select(set => $"{string.Join(' ', set.Wanted)}\t{(set.Answer is { } answer ? string.Join(' ', answer) : "-")}"));
        string output = Tool.Require("/usr/bin/python3", "python3").Run(
            Checkout.Fixture("resolver", "oracle", "libsolv.py"), Path.Combine(repository, "repodata"), architecture, folder["questions"]);
        ImmutableArray<LibsolvVerdict> verdicts = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(line.Split('\t')))];
        Assert.Equal(sets.Count, verdicts.Length);
        return verdicts;
    }

    private static LibsolvVerdict Parse(string[] row) =>
        new(row[0] == "yes", row[1] == "yes", row[2] == "-" ? null : row[2] == "yes", row[3] == "-" ? [] : [.. row[3].Split(' ').Order(StringComparer.Ordinal)]);
}
