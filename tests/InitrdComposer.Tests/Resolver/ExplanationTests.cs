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
    [InlineData("dracut", "hint: dracut: dracut-1-1.noarch has it, but is excluded")]
    [InlineData("/bin/init", "hint: /bin/init: did you mean /usr/bin/init of systemd-257-1.x86_64?")]
    public void WhatWouldHelpIsSaid(string wanted, string hint) => Assert.EndsWith(hint, new Scenario("""
        =Pkg: systemd 257 1 x86_64
        =Fil: /usr/bin/init
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
}
