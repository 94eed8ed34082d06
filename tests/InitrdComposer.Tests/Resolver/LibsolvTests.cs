using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>The scenarios of libsolv's test suite that begin with an empty root, and installs derived from the others.</summary>
public sealed class LibsolvTests
{
    private const string ObsoletedName = "a wanted name that another package obsoletes: as dnf chooses, which adds the obsoleting packages to libsolv's job";

    /// <summary>Where another answer is given, and why. Closed: a case that agrees again has to leave.</summary>
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["strictrepoprio/strictrepoprio#2"] = "its A-2 is not in the rpm-md form: both repositories have one name; ChoiceTests.TheBetterRepositoryHidesNewerVersions has the case",
        ["derived/cplxdeps/ifelse_rec/pass"] = "derived with libsolv 0.7.23, which installs the condition of a recommended \"if\"; the suite itself expects pass alone",
        ["derived/excludefromweak/excludefromweak-obsoletes/pkg-B"] = ObsoletedName,
        ["derived/excludefromweak/excludefromweak-obsoletes/pkg-B/noweak"] = ObsoletedName,
        ["derived/targeted/targeted_up/A"] = ObsoletedName,
        ["derived/targeted/targeted_dup/A"] = ObsoletedName,
    };

    public static TheoryData<string> Ids => [.. LibsolvCase.Ids];

    [Fact]
    public void TheWholeSuiteIsHere()
    {
        Assert.Equal(60, LibsolvCase.Ids.Count(id => !id.StartsWith("derived/", StringComparison.Ordinal)));
        Assert.Equal(428, LibsolvCase.Ids.Count(id => id.StartsWith("derived/", StringComparison.Ordinal)));
        Assert.All(Different.Keys, id => Assert.Contains(id, LibsolvCase.Ids));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheSamePackagesAreInstalled(string id)
    {
        LibsolvCase @case = LibsolvCase.Of(id);
        string[]? installed = @case.Resolve();
        bool agrees = @case.IsSolvable ? installed is not null && installed.SequenceEqual(@case.Installed.Order(StringComparer.Ordinal)) : installed is null;
        Assert.True(
            agrees != Different.ContainsKey(id),
            $"expected {(@case.IsSolvable ? string.Join(' ', @case.Installed) : "no solution")}, got {(installed is null ? "none" : string.Join(' ', installed))}");
    }
}
