using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

public sealed class ChoiceTests
{
    private static readonly Scenario Awks = new("""
        =Pkg: app 1 1 noarch
        =Req: awk
        =Pkg: gawk 5 1 x86_64
        =Prv: awk
        =Pkg: mawk 1 1 x86_64
        =Prv: awk
        """);

    [Fact]
    public void AChoiceIsListedWithItsRivalsAndTheRuleThatDecided()
    {
        var solved = Assert.IsType<Resolution.Solved>(Awks.Resolve(new("x86_64", ["app"])));
        Choice choice = Assert.Single(solved.Choices);
        Assert.Equal("gawk-5-1.x86_64", Awks.Names([choice.Chosen]));
        Assert.Equal("mawk-1-1.x86_64", Awks.Names(choice.Others));
        Assert.Equal(ChoiceRule.Name, choice.Rule);
        Assert.Equal(new Request(null, new PackageId(0), "awk", IsWeak: false), choice.For);
    }

    [Fact]
    public void APreferenceDecidesFirst()
    {
        var request = new ResolutionRequest("x86_64", ["app"]) { Preferences = [new("mawk", PreferenceKind.Favor)] };
        Assert.Equal("app-1-1.noarch mawk-1-1.x86_64", Awks.Install(request));
        Assert.Equal(ChoiceRule.Preference, Assert.IsType<Resolution.Solved>(Awks.Resolve(request)).Choices.Single().Rule);
    }

    [Fact]
    public void WhatIsNeededAnywayIsChosen() => Assert.Equal("app-1-1.noarch mawk-1-1.x86_64", Awks.Install("app", "mawk"));

    [Fact]
    public void AChoiceIsTakenBackWhenItBringsItsRivalAlong() => Assert.Equal("app-1-1.noarch b-1-1.noarch", new Scenario("""
        =Pkg: app 1 1 noarch
        =Req: (a or b)
        =Pkg: a 1 1 noarch
        =Req: b
        =Pkg: b 1 1 noarch
        """).Install("app"));

    [Fact]
    public void AnExcludedPackageIsNotChosen() =>
        Assert.Equal("app-1-1.noarch mawk-1-1.x86_64", Awks.Install(new ResolutionRequest("x86_64", ["app"]) { Excludes = ["g*"] }));

    [Fact]
    public void BestRefusesAnOlderVersion()
    {
        var broken = new Scenario("""
            =Pkg: app 2 1 noarch
            =Req: missing
            =Pkg: app 1 1 noarch
            """);
        Assert.Equal("app-1-1.noarch", broken.Install("app"));
        Assert.IsType<Resolution.Failed>(broken.Resolve(new("x86_64", ["app"]) { Best = true }));
    }

    [Fact]
    public void TheBetterRepositoryHidesNewerVersions()
    {
        var two = new Scenario("=Pkg: a 1 1 noarch", "=Pkg: a 2 1 noarch");
        var request = new ResolutionRequest("x86_64", ["a"]) { Priorities = [10, 50] };
        Assert.Equal("a-1-1.noarch", two.Install(request));
        Assert.Equal("a-2-1.noarch", two.Install("a"));
        Assert.Equal("a-2-1.noarch", two.Install(request with { Wanted = ["a-2-1.noarch"] }));
        Assert.Contains("a >= 2: a-2-1.noarch has it, but a repository of higher priority hides it", two.Explain(request with { Wanted = ["a >= 2"] }));
    }

    [Fact]
    public void OfTheSameVersionTheCheaperRepositorysIsTakenAndPriorityGoesFirst()
    {
        var two = new Scenario("=Pkg: a 1 1 noarch", "=Pkg: a 1 1 noarch");
        var request = new ResolutionRequest("x86_64", ["a"]);
        Assert.Equal(0, RepositoryOf(request));
        Assert.Equal(1, RepositoryOf(request with { Costs = [1000, 500] }));
        Assert.Equal(0, RepositoryOf(request with { Costs = [1000, 500], Priorities = [1, 99] }));
        Assert.Equal("a-2-1.noarch", new Scenario("=Pkg: a 2 1 noarch", "=Pkg: a 1 1 noarch").Install(request with { Costs = [1000, 500] }));

        int RepositoryOf(ResolutionRequest asked) => two.Pool[Assert.IsType<Resolution.Solved>(two.Resolve(asked)).Packages.Single().Package].Repository;
    }

    [Fact]
    public void ARepositoryShowsWhatItsFilterLetsThrough()
    {
        var two = new Scenario("=Pkg: a 1 1 noarch\n=Pkg: b 1 1 noarch", "=Pkg: a 2 1 noarch\n=Pkg: b 2 1 noarch");
        var request = new ResolutionRequest("x86_64", ["a", "b"]);
        Assert.Equal("a-1-1.noarch b-2-1.noarch", two.Install(request with { Filters = [new([], []), new([], ["a"])] }));
        Assert.Equal("a-2-1.noarch b-1-1.noarch", two.Install(request with { Filters = [new([], []), new(["a"], [])] }));
        Assert.Contains("b: b-2-1.noarch has it, but is excluded", two.Explain(request with { Filters = [new(["a"], []), new(["?"], ["b"])] }));
    }

    [Fact]
    public void TheOtherColourIsForThoseWhoAskForIt()
    {
        var multilib = new Scenario("""
            =Pkg: libc 1 1 x86_64
            =Prv: libc.so(64)
            =Pkg: libc 1 1 i686
            =Prv: libc.so
            """);
        var request = new ResolutionRequest("x86_64", ["libc.so"]);
        Assert.Contains("libc-1-1.i686 has it, but is of another architecture", multilib.Explain(request));
        Assert.Equal("libc-1-1.i686 libc-1-1.x86_64", multilib.Install(request with { Multilib = true }));
        Assert.Equal("libc-1-1.x86_64", multilib.Install(request with { Wanted = ["libc"], Multilib = true }));
    }

    [Fact]
    public void InstallOnlyVersionsStandSideBySide()
    {
        var kernels = new Scenario("""
            =Pkg: kernel 6.1 1 x86_64
            =Pkg: kernel 6.2 1 x86_64
            """);
        var request = new ResolutionRequest("x86_64", ["kernel-6.1", "kernel-6.2"]);
        Assert.IsType<Resolution.Failed>(kernels.Resolve(request));
        Assert.Equal("kernel-6.1-1.x86_64 kernel-6.2-1.x86_64", kernels.Install(request with { InstallOnly = ["kernel"] }));
    }
}
