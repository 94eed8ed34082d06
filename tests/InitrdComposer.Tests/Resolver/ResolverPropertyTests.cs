using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>What must hold for every pool, checked against all subsets of small ones.</summary>
public sealed class ResolverPropertyTests
{
    private static readonly FsCheck.Config Thorough = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5_000);

    private static readonly Arbitrary<(string[][] Packages, string[] Wanted, bool Weak)> Requests =
        (from packages in RandomPools.Packages from wanted in RandomPools.Wanted from weak in Gen.Elements(true, false) select (packages, wanted, weak)).ToArbitrary();

    [Fact]
    public void ASolutionSatisfiesAllRulesAndAFailureMeansThatThereIsNone() => Check.One(Thorough, Prop.ForAll(Requests, request =>
    {
        Pool pool = TestTags.Pool(request.Packages.SelectMany(lines => lines));
        var closure = new Closure(pool);
        return PackageResolver.Resolve(pool, ToRequest(request)) switch
        {
            Resolution.Solved solved => closure.IsValid(solved.Packages.Aggregate(0, (set, package) => set | (1 << package.Package.Index)), request.Wanted)
                && solved.Packages.All(package => package.RequestedBy.Length > 0),
            Resolution.Failed failed => failed.Facts.Length > 0 && !closure.Valid(request.Wanted).Any(),
            _ => false,
        };
    }));

    [Fact]
    public void TheOrderOfPackagesDoesNotMatter() => Check.One(Thorough, Prop.ForAll(Requests, request =>
    {
        string[][] reversed = [.. request.Packages.Reverse()];
        string[][] rotated = [.. request.Packages.Skip(1), request.Packages[0]];
        string answer = Answer(request);
        return answer == Answer(request with { Packages = reversed }) && answer == Answer(request with { Packages = rotated });
    }));

    private static string Answer((string[][] Packages, string[] Wanted, bool Weak) request)
    {
        Pool pool = TestTags.Pool(request.Packages.SelectMany(lines => lines));
        ResolutionRequest resolution = ToRequest(request);
        return PackageResolver.Resolve(pool, resolution) switch
        {
            Resolution.Solved solved => string.Join('\n', solved.Packages.Select(package => $"{pool.Nevra(package.Package)} {string.Join(", ", package.RequestedBy.Select(edge => Describe(pool, edge)))}")),
            Resolution.Failed failed => Explanation.Of(pool, resolution, failed),
            _ => "",
        };
    }

    private static string Describe(Pool pool, Request edge) => $"{edge.Wanted} {(edge.Package is PackageId package ? pool.Nevra(package) : null)} {edge.Dependency} {edge.IsWeak}";

    private static ResolutionRequest ToRequest((string[][] Packages, string[] Wanted, bool Weak) request) =>
        new("x86_64", [.. request.Wanted]) { WeakDependencies = request.Weak };
}
