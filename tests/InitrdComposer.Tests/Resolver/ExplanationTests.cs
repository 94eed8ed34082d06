using InitrdComposer.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

public sealed class ExplanationTests
{
    [Fact]
    public void AMissingProviderIsNamedWithItsWholeChain() => Assert.Equal("""
        app is wanted: app-1-1.noarch
        app-1-1.noarch requires lib >= 2, provided by lib-2-1.x86_64
        lib-2-1.x86_64 requires libz.so.2, which nothing that may be chosen provides
        """, new Scenario("""
        =Pkg: app 1 1 noarch
        =Req: lib >= 2
        =Pkg: lib 1 1 x86_64
        =Pkg: lib 2 1 x86_64
        =Req: libz.so.2
        """).Explain("app"));

    [Fact]
    public void OnlyTheFactsOfTheContradictionAreTold() => Assert.Equal("""
        a is wanted: a-1-1.noarch
        b is wanted: b-1-1.noarch
        a-1-1.noarch conflicts with mta, provided by b-1-1.noarch
        """, new Scenario("""
        =Pkg: a 1 1 noarch
        =Con: mta
        =Req: c
        =Pkg: b 1 1 noarch
        =Prv: mta
        =Req: c
        =Pkg: c 1 1 noarch
        """).Explain("c", "a", "b"));

    [Fact]
    public void VersionsThatFailAlikeShareALine() => Assert.Equal("""
        a is wanted: a-4-1.noarch, a-3-1.noarch, a-2-1.noarch and 1 more
        each of 4 versions of a requires x, which nothing that may be chosen provides
        """, new Scenario(string.Join('\n', Enumerable.Range(1, 4).Select(version => $"=Pkg: a {version} 1 noarch\n=Req: x"))).Explain("a"));

    [Theory]
    [InlineData("sistemd", "hint: sistemd: did you mean systemd?")]
    [InlineData("systemd >= 300", "hint: systemd >= 300: systemd-257-1.x86_64 provides systemd = 257-1")]
    [InlineData("grub", "hint: grub: grub-2-1.i686 has it, but is of another architecture")]
    [InlineData("dracut", "hint: dracut: dracut-1-1.noarch has it, but is excluded by \"dracut\"")]
    [InlineData("init", "hint: init: did you mean systemd-init?")]
    [InlineData("/bin/init", "hint: /bin/init: did you mean /usr/bin/init of systemd-257-1.x86_64?")]
    public void WhatWouldHelpIsSaid(string wanted, string hint) => Assert.EndsWith(hint, new Scenario("""
        =Pkg: systemd 257 1 x86_64
        =Fil: /usr/bin/init
        =Pkg: systemd-init 257 1 x86_64
        =Pkg: grub 2 1 i686
        =Pkg: dracut 1 1 noarch
        """).Explain(new ResolutionRequest("x86_64", [wanted]) { Excludes = ["dracut"] }), StringComparison.Ordinal);

    [Fact]
    public void ObsoletesAreNamed() => Assert.Equal("""
        a is wanted: a-1-1.noarch
        b-1-1.noarch is wanted
        a-1-1.noarch obsoletes b < 2, which is b-1-1.noarch
        """, new Scenario("""
        =Pkg: a 1 1 noarch
        =Obs: b < 2
        =Pkg: b 1 1 noarch
        """).Explain("a", "b-1-1.noarch"));

    [Theory]
    [InlineData("(b or lib >= 9)", """
        a requires (b or lib >= 9), which nothing that may be chosen satisfies
        hint: lib >= 9: lib-1-1.noarch provides lib = 1-1
        hint: lib >= 9: lib-3-1.noarch provides lib = 3-1
        """)]
    [InlineData("(missing if lib)", "a requires (missing if lib), which nothing that may be chosen satisfies beside lib-3-1.noarch")]
    [InlineData("(lib unless mta)", "a requires (lib unless mta), which nothing that may be chosen satisfies beside exim-1-1.noarch")]
    [InlineData("(lib >= 2 with lib < 3)", """
        a requires (lib >= 2 with lib < 3), which nothing that may be chosen satisfies
        hint: (lib >= 2 with lib < 3): lib-1-1.noarch provides lib = 1-1
        hint: (lib >= 2 with lib < 3): lib-3-1.noarch provides lib = 3-1
        """)]
    [InlineData("(exim without mta)", "a requires (exim without mta), which nothing that may be chosen satisfies")]
    [InlineData("(postfix if mta)", "a requires (postfix if mta), which beside exim-1-1.noarch means postfix-1-1.noarch")]
    public void ABooleanDependencyIsToldWithItsConditions(string dependency, string told)
    {
        string explanation = new Scenario($"""
            =Pkg: a 1 1 noarch
            =Req: {dependency}
            =Pkg: lib 1 1 noarch
            =Pkg: lib 3 1 noarch
            =Pkg: exim 1 1 noarch
            =Prv: mta
            =Con: mta
            =Pkg: postfix 1 1 noarch
            =Prv: mta
            """).Explain("a", "lib = 3", "exim");
        string[] lines = [.. explanation.Split('\n').Where(line => !line.Contains("is wanted", StringComparison.Ordinal)).Select(line => line.Replace("a-1-1.noarch requires", "a requires", StringComparison.Ordinal))];
        Assert.All(told.Split('\n'), line => Assert.Contains(line, lines));
    }

    [Fact]
    public void WhatARepositoryDoesNotShowIsSaidToBeExcludedByThat() => Assert.EndsWith(
        "hint: a: a-1-1.noarch has it, but is excluded by what is seen of its repository (includepkgs, excludepkgs)",
        new Scenario("=Pkg: a 1 1 noarch").Explain(new ResolutionRequest("x86_64", ["a"]) { Filters = [new([], ["a*"])] }),
        StringComparison.Ordinal);

    [Fact]
    public void TwoVersionsOfOneNameExcludeEachOther() => Assert.Equal("""
        a is wanted: a-1-1.noarch
        b is wanted: b-1-1.noarch
        b-1-1.noarch requires lib = 2, provided by lib-2-1.noarch
        a-1-1.noarch requires lib = 1, provided by lib-1-1.noarch
        lib-1-1.noarch and lib-2-1.noarch cannot be installed together: they have one name
        """, new Scenario("""
        =Pkg: a 1 1 noarch
        =Req: lib = 1
        =Pkg: b 1 1 noarch
        =Req: lib = 2
        =Pkg: lib 1 1 noarch
        =Pkg: lib 2 1 noarch
        """).Explain("a", "b"));
}
