using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

public sealed class DependencyRuleTests
{
    private static readonly Scenario Weak = new("""
        =Pkg: app 1 1 noarch
        =Rec: nice
        =Rec: broken
        =Rec: (extra if nice else other)
        =Pkg: nice 1 1 noarch
        =Pkg: broken 1 1 noarch
        =Req: missing
        =Pkg: extra 1 1 noarch
        =Pkg: other 1 1 noarch
        =Pkg: plugin 1 1 noarch
        =Sup: (app and nice)
        =Pkg: langpack 1 1 noarch
        =Sup: (app and absent)
        """);

    [Fact]
    public void RpmsOwnFeaturesAreThere() => Assert.Equal("a-1-1.noarch", new Scenario("""
        =Pkg: a 1 1 noarch
        =Req: rpmlib(CompressedFileNames) <= 3.0.4-1
        =Req: (rpmlib(RichDependencies) and a)
        """).Install("a"));

    [Fact]
    public void APackageMaySatisfyItselfAndNeverConflictsWithItself() => Assert.Equal("a-1-1.noarch", new Scenario("""
        =Pkg: a 1 1 noarch
        =Prv: mta
        =Req: mta
        =Con: mta
        =Obs: a < 9
        """).Install("a"));

    [Fact]
    public void ARequirementWithoutProviderIsRememberedBesideAConflict() => Assert.Equal("a-2-1.noarch c-1-1.noarch d-3-1.noarch e-1-1.noarch", new Scenario("""
        =Pkg: a 2 1 noarch
        =Pkg: c 1 1 noarch
        =Prv: x
        =Req: a
        =Pkg: c 2 1 noarch
        =Pkg: d 3 1 noarch
        =Pkg: e 1 1 noarch
        =Req: (d and x)
        =Pkg: e 2 1 noarch
        =Con: c >= 2
        =Req: d = 2
        """).Install("c", "e"));

    [Fact]
    public void ObsoletesMeanPackageNamesAndNotProvides() => Assert.Equal("a-1-1.noarch b-1-1.noarch", new Scenario("""
        =Pkg: a 1 1 noarch
        =Obs: thing
        =Pkg: b 1 1 noarch
        =Prv: thing
        """).Install("a", "b"));

    [Fact]
    public void WeakDependenciesAreFollowedOnRequestAndNeverEnforced()
    {
        Assert.Equal("app-1-1.noarch", Weak.Install("app"));
        Assert.Equal(
            "app-1-1.noarch extra-1-1.noarch nice-1-1.noarch plugin-1-1.noarch",
            Weak.Install(new ResolutionRequest("x86_64", ["app"]) { WeakDependencies = true }));
    }

    [Fact]
    public void EdgesTellWeakFromStrong()
    {
        var solved = Assert.IsType<Resolution.Solved>(Weak.Resolve(new("x86_64", ["app"]) { WeakDependencies = true }));
        Assert.Equal([new Request(0, null, "app", IsWeak: false)], solved.Packages[0].RequestedBy);
        Assert.Equal([new Request(null, new PackageId(0), "(extra if nice else other)", IsWeak: true)], solved.Packages[1].RequestedBy);
        Assert.Equal([new Request(null, new PackageId(0), "(app and nice)", IsWeak: true)], solved.Packages[3].RequestedBy);
    }

    [Fact]
    public void PathsThatNoKnownFileHasAreReported()
    {
        var files = new Scenario("""
            =Pkg: a 1 1 noarch
            =Req: /usr/share/zoneinfo/UTC
            =Pkg: tzdata 1 1 noarch
            """);
        Resolution before = files.Resolve(new("x86_64", ["a"]));
        Assert.Equal(["/usr/share/zoneinfo/UTC"], Assert.IsType<Resolution.Failed>(before).MissingPaths);

        var withFilelists = new Scenario("""
            =Pkg: a 1 1 noarch
            =Req: /usr/share/zoneinfo/UTC
            =Pkg: tzdata 1 1 noarch
            =Fil: /usr/share/zoneinfo/UTC
            """);
        Assert.Equal("a-1-1.noarch tzdata-1-1.noarch", withFilelists.Install("a"));
    }

    [Fact]
    public void ABaseSatisfiesAndStaysAsItIs()
    {
        var @base = new Scenario("""
            =Pkg: libc 1 1 x86_64
            =Req: gone
            =Pkg: libc 2 1 x86_64
            =Pkg: tool 1 1 x86_64
            =Req: libc
            =Pkg: modern 1 1 x86_64
            =Req: libc >= 2
            """);
        var request = new ResolutionRequest("x86_64", ["tool"]) { Base = [new PackageId(0)] };
        Assert.Equal("tool-1-1.x86_64", @base.Install(request));
        Assert.Equal("""
            modern is wanted: modern-1-1.x86_64
            libc-1-1.x86_64 is part of the base
            modern-1-1.x86_64 requires libc >= 2, provided by libc-2-1.x86_64
            libc-1-1.x86_64 and libc-2-1.x86_64 cannot be installed together: they have one name
            """, @base.Explain(request with { Wanted = ["modern"] }));
    }
}
