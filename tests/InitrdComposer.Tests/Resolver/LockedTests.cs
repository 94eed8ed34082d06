using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>What a lock holds is stayed with, unless something else was asked for or nothing else is possible.</summary>
public sealed class LockedTests
{
    private static readonly FsCheck.Config Thorough = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5_000);

    private static readonly Arbitrary<(string[][] Packages, string[] Wanted, bool Weak)> Requests =
        (from packages in RandomPools.Packages from wanted in RandomPools.Wanted from weak in Gen.Elements(true, false) select (packages, wanted, weak)).ToArbitrary();

    private static readonly Scenario Library = new("""
        =Pkg: app 1 1 noarch
        =Req: lib >= 1
        =Pkg: app 2 1 noarch
        =Req: lib >= 2
        =Pkg: lib 1 1 noarch
        =Pkg: lib 2 1 noarch
        =Pkg: lib 3 1 noarch
        =Pkg: other 1 1 noarch
        =Req: lib
        =Pkg: other 2 1 noarch
        =Req: lib
        =Pkg: strict 1 1 noarch
        =Req: lib = 2-1
        =Pkg: new 1 1 noarch
        =Pkg: new 2 1 noarch
        =Req: lib >= 2
        """);

    [Fact]
    public void NothingMovesWithoutAReason() => Assert.Equal("app-1-1.noarch lib-1-1.noarch other-1-1.noarch", Install(["app", "other"], "app-1-1", "lib-1-1", "other-1-1"));

    [Fact]
    public void WhatIsNewFitsWhatIsLocked() =>
        Assert.Equal("app-1-1.noarch lib-1-1.noarch new-1-1.noarch", Install(["new", "app"], "app-1-1", "lib-1-1"));

    [Fact]
    public void WhatMustMoveMovesAlone() =>
        Assert.Equal("app-1-1.noarch lib-2-1.noarch other-1-1.noarch strict-1-1.noarch", Install(["app", "other", "strict"], "app-1-1", "lib-1-1", "other-1-1"));

    [Fact]
    public void AnUpdateMovesWhatItNeedsAndNothingElse() => Assert.Equal(
        "app-2-1.noarch lib-3-1.noarch other-1-1.noarch", Library.Install(Request(["other", "app"], "lib-1-1", "other-1-1") with { Updated = ["app"] }));

    [Fact]
    public void AnUpdateThatCannotBeIsNoFailure() => Assert.Equal(
        "app-1-1.noarch lib-2-1.noarch strict-1-1.noarch", Library.Install(Request(["app", "strict"], "app-1-1", "strict-1-1") with { Updated = ["lib"] }));

    [Fact]
    public void WhatNobodyNeedsAnyMoreGoes() => Assert.Equal("other-1-1.noarch lib-1-1.noarch".Split(' ').Order(StringComparer.Ordinal), Install(["other"], "app-1-1", "lib-1-1", "other-1-1").Split(' '));

    [Fact]
    public void ALockedPackageOutweighsItsRivals()
    {
        var awks = new Scenario("""
            =Pkg: app 1 1 noarch
            =Req: awk
            =Pkg: gawk 5 1 noarch
            =Prv: awk
            =Pkg: mawk 1 1 noarch
            =Prv: awk
            """);
        var request = new ResolutionRequest("x86_64", ["app"]);
        Assert.Equal("app-1-1.noarch gawk-5-1.noarch", awks.Install(request));
        ResolutionRequest locked = request with { Locked = [new PackageId(2)] };
        Assert.Equal("app-1-1.noarch mawk-1-1.noarch", awks.Install(locked));
        Assert.Equal(ChoiceRule.Locked, Assert.IsType<Resolution.Solved>(awks.Resolve(locked)).Choices.Single().Rule);
    }

    [Fact]
    public void ASolutionLockedIsTheSameSolution() => Check.One(Thorough, Prop.ForAll(Requests, request =>
    {
        Pool pool = TestTags.Pool(request.Packages.SelectMany(lines => lines));
        ResolutionRequest asked = ToRequest(request);
        return PackageResolver.Resolve(pool, asked) is not Resolution.Solved solved
            || Ids(PackageResolver.Resolve(pool, asked with { Locked = [.. Ids(solved)] })).SequenceEqual(Ids(solved));
    }));

    [Fact]
    public void LockedOrUpdatedWhateverHasASolutionHasOneAndFailuresReadTheSame() => Check.One(Thorough, Prop.ForAll(Requests, request =>
    {
        Pool pool = TestTags.Pool(request.Packages.SelectMany(lines => lines));
        var closure = new Closure(pool);
        ResolutionRequest asked = ToRequest(request);
        ResolutionRequest locked = asked with
        {
            Locked = [.. Enumerable.Range(0, pool.Packages.Length).Where(package => package % 2 == 0).Select(package => new PackageId(package))],
            Updated = ["a", "no-such-package"],
        };
        return (PackageResolver.Resolve(pool, asked), PackageResolver.Resolve(pool, locked)) switch
        {
            (Resolution.Solved, Resolution.Solved solved) => closure.IsValid(solved.Packages.Aggregate(0, (set, package) => set | (1 << package.Package.Index)), request.Wanted),
            (Resolution.Failed free, Resolution.Failed bound) => Explanation.Of(pool, asked, free) == Explanation.Of(pool, locked, bound),
            _ => false,
        };
    }));

    /// <summary>Name by name, and of each the oldest version first: what some solution does without, this one does without.</summary>
    [Fact]
    public void AnotherVersionIsTakenOnlyWhereNoSolutionDoesWithoutIt() => Check.One(Thorough, Prop.ForAll(Requests, request =>
    {
        Pool pool = TestTags.Pool(request.Packages.SelectMany(lines => lines));
        PackageId[] locked = [.. Enumerable.Range(0, pool.Packages.Length).Select(package => new PackageId(package)).DistinctBy(package => pool[package].Name)];
        if (PackageResolver.Resolve(pool, ToRequest(request) with { Locked = [.. locked] }) is not Resolution.Solved solved) return true;

        int chosen = solved.Packages.Aggregate(0, (set, package) => set | (1 << package.Package.Index));
        int[] possible = [.. new Closure(pool).Valid(request.Wanted)];
        IEnumerable<int> others =
            from package in locked.OrderBy(package => pool.Nevra(package).Name, StringComparer.Ordinal)
            from other in Enumerable.Range(0, pool.Packages.Length)
                .Where(other => other != package.Index && pool.Packages[other].Name == pool[package].Name)
                .OrderBy(other => pool.Nevra(new PackageId(other)).Evr)
            select other;
        foreach (int other in others)
        {
            int[] without = [.. possible.Where(set => (set & (1 << other)) == 0)];
            if (without.Length == 0) continue;
            if ((chosen & (1 << other)) != 0) return false;
            possible = without;
        }

        return true;
    }));

    private static ResolutionRequest ToRequest((string[][] Packages, string[] Wanted, bool Weak) request) =>
        new("x86_64", [.. request.Wanted]) { WeakDependencies = request.Weak };

    private static IEnumerable<PackageId> Ids(Resolution resolution) => Assert.IsType<Resolution.Solved>(resolution).Packages.Select(package => package.Package);

    private static string Install(ImmutableArray<string> wanted, params string[] locked) => Library.Install(Request(wanted, locked));

    private static ResolutionRequest Request(ImmutableArray<string> wanted, params string[] locked) => new("x86_64", wanted)
    {
        Locked = [.. Enumerable.Range(0, Library.Pool.Packages.Length).Select(package => new PackageId(package)).Where(package => locked.Contains(Nvr(Library.Pool.Nevra(package))))],
    };

    private static string Nvr(Nevra package) => $"{package.Name}-{package.Evr}";
}
