using System.Collections.Immutable;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>The choice that pulled Perl into mkosi's initrd of Debian 12, in small.</summary>
public sealed class ProviderChoicesTests
{
    private static readonly Scenario Debian = new("""
        =Pkg: init-system-helpers 1.65 1 noarch 100
        =Req: (usrmerge or usr-is-merged)
        =Pkg: usrmerge 37 1 noarch 50
        =Req: perl
        =Pkg: usr-is-merged 37 1 noarch 10
        =Con: usrmerge < 36
        =Pkg: perl 5.36 1 x86_64 52000000
        =Pkg: needs-both 1 1 noarch
        =Req: usrmerge
        =Req: usr-is-merged
        """);

    [Fact]
    public void AChoiceIsToldWithItsRuleAndWithWhatTheOthersWouldCost()
    {
        ProviderChoice choice = Assert.Single(Of(new("x86_64", ["init-system-helpers"])));
        Assert.Equal(("(usrmerge or usr-is-merged)", "init-system-helpers", "usr-is-merged", "first by name"), (choice.Dependency, choice.By, choice.Chosen, choice.Because));
        Assert.Equal([new ProviderAlternative("usrmerge", 52_000_040)], choice.Others);
    }

    [Fact]
    public void WhatTheRecipePrefersIsNotToldAgain() =>
        Assert.Empty(Of(new("x86_64", ["init-system-helpers"]) { Preferences = [new("usrmerge", PreferenceKind.Favor)] }));

    [Fact]
    public void WhatIsNeededAnywayIsNoChoice() => Assert.Empty(Of(new("x86_64", ["init-system-helpers", "needs-both"])));

    [Fact]
    public void AnAlternativeThatDoesNotFitHasNoSize()
    {
        ProviderChoice choice = Assert.Single(Of(new("x86_64", ["(usr-is-merged or wrong)"]), new("""
            =Pkg: usr-is-merged 37 1 noarch 10
            =Pkg: wrong 1 1 noarch
            =Req: missing
            """)));
        Assert.Equal(("usr-is-merged", null as string), (choice.Chosen, choice.By));
        Assert.Equal([new ProviderAlternative("wrong", null)], choice.Others);
    }

    private static ImmutableArray<ProviderChoice> Of(ResolutionRequest request, Scenario? scenario = null)
    {
        scenario ??= Debian;
        return ProviderChoices.Of(new(scenario.Pool), (request, Assert.IsType<Resolution.Solved>(scenario.Resolve(request))));
    }
}
