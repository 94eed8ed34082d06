using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>A small pool written in a test, and what comes of requests to it.</summary>
internal sealed class Scenario(params string[] repositories)
{
    public Pool Pool { get; } = TestTags.Pool([.. repositories.Select(text => text.Split('\n'))]);

    public Resolution Resolve(ResolutionRequest request) => PackageResolver.Resolve(Pool, request);

    /// <summary>NEVRAs in the result's order, separated by spaces.</summary>
    public string Install(params ImmutableArray<string> wanted) => Install(new ResolutionRequest("x86_64", wanted));

    public string Install(ResolutionRequest request) => Names(Assert.IsType<Resolution.Solved>(Resolve(request)).Packages.Select(package => package.Package));

    public string Explain(params ImmutableArray<string> wanted) => Explain(new ResolutionRequest("x86_64", wanted));

    public string Explain(ResolutionRequest request) => Explanation.Of(Pool, request, Assert.IsType<Resolution.Failed>(Resolve(request)));

    public string Names(IEnumerable<PackageId> packages) => string.Join(' ', packages.Select(package => Pool.Nevra(package).ToString()));
}
