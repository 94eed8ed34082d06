using System.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>Metadata made to be expensive ends in an answer, and soon.</summary>
public sealed class HostilePoolTests
{
    [Fact]
    public void ACycleOfTenThousandPackagesIsAClosure()
    {
        IEnumerable<string> cycle = Enumerable.Range(0, 10_000).SelectMany(i => new[] { $"=Pkg: p{i} 1 1 noarch", $"=Req: p{(i + 1) % 10_000}" });
        var solved = Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(TestTags.Pool(cycle), new("x86_64", ["p0"])));
        Assert.Equal(10_000, solved.Packages.Length);
    }

    [Fact]
    public void AHundredThousandProvidersAreOneChoice()
    {
        IEnumerable<string> providers = Enumerable.Range(0, 100_000).SelectMany(i => new[] { $"=Pkg: p{i:D6} 1 1 noarch", "=Prv: x" });
        var pool = TestTags.Pool(providers);
        var solved = Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(pool, new("x86_64", ["x"])));
        Assert.Equal("p000000-1-1.noarch", pool.Nevra(Assert.Single(solved.Packages).Package).ToString());
    }

    [Fact]
    public void ABooleanDependencyThatExplodesMakesItsPackageUninstallable()
    {
        // In conjunctive form: 3 to the 12th clauses.
        string bomb = string.Join(" or ", Enumerable.Range(0, 12).Select(i => $"(a{i} and b{i} and c{i})"));
        IEnumerable<string> names = Enumerable.Range(0, 12).SelectMany(i => new[] { $"=Pkg: a{i} 1 1 noarch", $"=Pkg: b{i} 1 1 noarch", $"=Pkg: c{i} 1 1 noarch" });
        var pool = new Scenario(string.Join('\n', names.Append("=Pkg: bomb 1 1 noarch").Append($"=Req: ({bomb})")));
        var watch = Stopwatch.StartNew();
        Assert.Contains("bomb-1-1.noarch has a dependency with more than", pool.Explain("bomb"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Fact]
    public void ConditionsInsideOfConditionsTakeNoExponentialTime()
    {
        string nested = string.Concat(Enumerable.Repeat("(a if ", 40)) + "a" + string.Concat(Enumerable.Repeat(" else a)", 40));
        Pool pool = TestTags.Pool(["=Pkg: p 1 1 noarch", $"=Req: {nested}", "=Pkg: a 1 1 noarch"]);
        Assert.IsType<Resolution.Solved>(PackageResolver.Resolve(pool, new("x86_64", ["p"])));
    }

    [Fact]
    public void PigeonsDoNotFitIntoFewerHoles()
    {
        // Six pigeons, five holes: the classic that resolution finds hard.
        IEnumerable<string> pigeons = Enumerable.Range(0, 6).SelectMany(pigeon => Enumerable.Range(0, 5).SelectMany(hole => new[]
        {
            $"=Pkg: p{pigeon}h{hole} 1 1 noarch", $"=Prv: pigeon{pigeon}", $"=Prv: hole{hole}", $"=Con: hole{hole}",
        }));
        Assert.IsType<Resolution.Failed>(PackageResolver.Resolve(TestTags.Pool(pigeons), new("x86_64", [.. Enumerable.Range(0, 6).Select(i => $"pigeon{i}")])));
    }
}
