using InitrdComposer.Formats;
using InitrdComposer.Packages;
using Xunit;

namespace InitrdComposer.Tests.Packages;

public sealed class DependencyTests
{
    /// <summary>rpm reads these as several dependencies of one spec file line; here they are one malformed one.</summary>
    private static readonly string[] SeveralOnALine = ["a or b)", "a or b", "(a or b) c", "(a or b) or c", "(a or b)x"];

    /// <summary>rpm lets an "else" without its "if" pass, which then means nothing to any solver.</summary>
    private const string ElseAlone = "(a else b)";

    public static TheoryData<string, string, string, string, string, string> Rows =>
        [.. Vectors.Rows("richdep_parse.tsv").Select(row => (row[0], row[1], row[2], row[3], row[4], row[5]))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void RequiresAcceptsWhatRpmAcceptsAndPrintsItAlike(string text, string verdict, string detail, string conflicts, string recommends, string libsolv)
    {
        Assert.NotNull(conflicts + recommends);
        bool accepted = Dependency.TryParse(Expand(text), DependencyContext.Requires, out Dependency? dependency, out MalformedDataException? error);
        Assert.Equal(verdict == "ok" && !SeveralOnALine.Contains(text) && text != ElseAlone, accepted);
        if (dependency is null) Assert.Equal("dependency", error!.Format);
        else Assert.Contains(dependency.ToString(), new[] { detail, libsolv });
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void ConflictsAcceptsWhatRpmAccepts(string text, string requires, string detail, string verdict, string recommends, string libsolv)
    {
        Assert.NotNull(requires + detail + recommends + libsolv);
        Assert.Equal(
            verdict == "ok" && !SeveralOnALine.Contains(text) && text != ElseAlone,
            Dependency.TryParse(Expand(text), DependencyContext.Conflicts, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void PrintedTextIsReadBackAsTheSame(string text, string requires, string detail, string conflicts, string recommends, string libsolv)
    {
        Assert.NotNull(requires + detail + conflicts + recommends + libsolv);
        if (!Dependency.TryParse(Expand(text), DependencyContext.Any, out Dependency? dependency, out _)) return;
        Assert.Equal(dependency, Dependency.Parse(dependency.ToString()));
    }

    [Theory]
    [InlineData("bash", "bash")]
    [InlineData("  bash  >=  5.2-1 ", "bash >= 5.2-1")]
    [InlineData("libc.so.6(GLIBC_2.34)(64bit)", "libc.so.6(GLIBC_2.34)(64bit)")]
    [InlineData("/usr/bin/sh", "/usr/bin/sh")]
    [InlineData("config(a) == 0:1-1", "config(a) = 1-1")]
    public void SimpleDependenciesAreNamePerhapsWithARange(string text, string printed) => Assert.Equal(printed, Dependency.Parse(text).ToString());

    [Fact]
    public void TheFirstOffendingByteIsNamed()
    {
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Dependency.Parse("(ä or b c)"));
        Assert.Equal(9, error.Position.Offset);
        Assert.Equal("'c'", error.Got);
    }

    [Fact]
    public void NestingIsLimited() => Assert.Throws<MalformedDataException>(() => Dependency.Parse(new string('(', 100_000) + "a" + new string(')', 100_000)));

    [Fact]
    public void ChainsAreLimited()
    {
        Assert.NotNull(Dependency.Parse($"({string.Join(" or ", Enumerable.Repeat("a", 1_000))})"));
        Assert.Throws<MalformedDataException>(() => Dependency.Parse($"({string.Join(" or ", Enumerable.Repeat("a", 1_001))})"));
    }

    // A row's macro expands to nothing before rpm parses the line; a tab inside of a column is written \t.
    private static string Expand(string text) => text.Replace("%{nil}", "").Replace(@"\t", "\t");
}
