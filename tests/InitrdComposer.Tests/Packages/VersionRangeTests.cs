using System.Text;
using InitrdComposer.Packages;
using Xunit;

namespace InitrdComposer.Tests.Packages;

public sealed class VersionRangeTests
{
    public static TheoryData<string, string, bool> Matches =>
        [.. Vectors.Rows("depmatch.tsv").Select(row => (row[0], row[1], (row[2] == "-" ? row[3] : row[2]) == "1"))];

    [Theory]
    [MemberData(nameof(Matches))]
    public void RangesOverlapWhereRpmSaysSo(string provide, string require, bool expected)
    {
        (string providedName, VersionRelation provided, byte[] providedEvr) = Read(provide);
        (string requiredName, VersionRelation required, byte[] requiredEvr) = Read(require);
        Assert.Equal(expected, providedName == requiredName && VersionRange.Overlaps(provided, providedEvr, required, requiredEvr));
        Assert.Equal(expected, providedName == requiredName && VersionRange.Overlaps(required, requiredEvr, provided, providedEvr));
    }

    // "<>" is a flag combination that rpm's library matches and its parser does not read.
    private static (string Name, VersionRelation Relation, byte[] Evr) Read(string text) => text.Split(' ') switch
    {
        [var name] => (name, VersionRelation.Any, []),
        [var name, "<>", var evr] => (name, VersionRelation.Less | VersionRelation.Greater, Encoding.UTF8.GetBytes(evr)),
        [var name, var symbol, var evr] => (name, VersionRelations.FromSymbol(symbol)!.Value, Encoding.UTF8.GetBytes(evr)),
        _ => throw new InvalidDataException(text),
    };
}
