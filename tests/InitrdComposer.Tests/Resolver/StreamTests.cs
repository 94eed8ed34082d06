using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Modularity;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

/// <summary>Module streams; what dnf sees of the same repositories is compared in the end-to-end tests.</summary>
public sealed class StreamTests
{
    private static readonly Scenario Packages = new(
        """
        =Pkg: node 30 1 noarch
        =Pkg: wrapper 1 1 noarch
        =Prv: node
        =Pkg: npm 9 1 noarch
        """,
        """
        =Pkg: node 16 1 noarch
        =Pkg: node 18 1 noarch
        =Pkg: node 18 2 noarch
        =Pkg: node 20 1 noarch
        =Pkg: npm 10 1 noarch
        """);

    private const string Modules = """
        {document: modulemd, version: 2, data: {name: node, stream: '16', version: 1, context: a, arch: noarch, artifacts: {rpms: [node-0:16-1.noarch]}}}
        --- {document: modulemd, version: 2, data: {name: node, stream: '18', version: 1, context: a, arch: x86_64, artifacts: {rpms: [node-0:18-1.noarch]}}}
        --- {document: modulemd, version: 2, data: {name: node, stream: '18', version: 2, context: a, arch: x86_64, artifacts: {rpms: [node-0:18-2.noarch, node-0:18-2.src]}}}
        --- {document: modulemd, version: 2, data: {name: node, stream: '20', version: 1, context: a, arch: x86_64, artifacts: {rpms: [node-0:20-1.noarch, npm-0:10-1.noarch]}}}
        """;

    private const string Default = "\n--- {document: modulemd-defaults, version: 1, data: {module: node, stream: '18'}}";

    [Theory]
    [InlineData("node-18-2.noarch")]
    [InlineData("node-20-1.noarch", "node:20")]
    [InlineData("node-16-1.noarch", "node:16")]
    [InlineData("node-30-1.noarch", "-node")]
    public void ThePackagesOfTheActiveStreamAreSeen(string installed, params string[] streams) =>
        Assert.Equal(installed, Packages.Install(Request(Modules + Default, streams, "node")));

    [Fact]
    public void WithoutADefaultNoStreamIsActive() => Assert.Equal("node-30-1.noarch", Packages.Install(Request(Modules, [], "node")));

    /// <summary>dnf: every version of the active stream and context is seen.</summary>
    [Fact]
    public void OlderVersionsOfTheStreamAreSeenToo() => Assert.Equal("node-18-1.noarch", Packages.Install(Request(Modules + Default, [], "node = 18-1")));

    /// <summary>npm is of stream 20 only: with another one the plain package is not shadowed.</summary>
    [Theory]
    [InlineData("npm-9-1.noarch")]
    [InlineData("npm-10-1.noarch", "node:20")]
    public void OnlyNamesOfTheActiveStreamShadowOthers(string installed, params string[] streams) =>
        Assert.Equal(installed, Packages.Install(Request(Modules + Default, streams, "npm")));

    [Fact]
    public void AHotfixRepositoryIsSeenWhole()
    {
        ResolutionRequest request = Request(Modules + Default, [], "node") with { Filters = [new([], []) { IsHotfix = true }] };
        Assert.Equal("node-30-1.noarch", Packages.Install(request));
        Assert.Equal("wrapper-1-1.noarch", Packages.Install(request with { Wanted = ["wrapper"] }));
    }

    [Theory]
    [InlineData("node >= 19", "hint: node >= 19: node-30-1.noarch has it, but is hidden by module node:18, which has a package of that name; \"-node\" in packages.streams disables the module")]
    [InlineData("node = 20", "hint: node = 20: node-20-1.noarch has it, but is of module node:20, which is not enabled; \"node:20\" in packages.streams enables it")]
    [InlineData("wrapper", "hint: wrapper: wrapper-1-1.noarch has it, but is hidden by module node:18, which has a package of that name; \"-node\" in packages.streams disables the module")]
    public void WhatIsHiddenIsNamedWithItsModule(string wanted, string hint) =>
        Assert.Contains(hint, Packages.Explain(Request(Modules + Default, [], wanted)).Split('\n'));

    [Theory]
    [InlineData("node:21", "IC-SLV10: \"node:21\": no repository has stream 21 of module node", "it has 16, 18, 20")]
    [InlineData("nodo:18", "IC-SLV10: \"nodo:18\": no repository has module nodo", "did you mean node?")]
    [InlineData("-xyz", "IC-SLV10: \"-xyz\": no repository has module xyz", "no module has such a name")]
    [InlineData("node", "IC-SLV10: stream: got \"node\", expected MODULE:STREAM or -MODULE", null)]
    [InlineData("node:18 node:20", "IC-SLV10: module node: got \"node:18\" and \"node:20\", expected one of them", null)]
    [InlineData("node:18 -node", "IC-SLV10: module node: got \"node:18\" and \"-node\", expected one of them", null)]
    public void AStreamThatCannotBeMeantIsRefused(string streams, string message, string? hint)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Check(Modules, streams.Split(' ')));
        Assert.Equal((message, hint), ($"{error.Id}: {error.Message}", error.Hint));
    }

    private const string Dependent = """
        {document: modulemd, version: 2, data: {name: perl, stream: '5.26', version: 1, context: p, artifacts: {rpms: [perl-0:26-1.noarch]}}}
        --- {document: modulemd, version: 2, data: {name: perl, stream: '5.30', version: 1, context: p, artifacts: {rpms: [perl-0:30-1.noarch]}}}
        --- {document: modulemd, version: 2, data: {name: dbi, stream: '1', version: 8, context: old, dependencies: [{requires: {perl: ['5.26'], platform: [el8]}}], artifacts: {rpms: [dbi-0:1-1.noarch]}}}
        --- {document: modulemd, version: 2, data: {name: dbi, stream: '1', version: 9, context: new, dependencies: [{requires: {perl: ['5.30'], platform: [el8]}}], artifacts: {rpms: [dbi-0:1-2.noarch]}}}
        --- {document: modulemd-defaults, version: 1, data: {module: dbi, stream: '1'}}
        """;

    private static readonly Scenario Built = new("=Pkg: perl 26 1 noarch\n=Pkg: perl 30 1 noarch\n=Pkg: dbi 1 1 noarch\n=Pkg: dbi 1 2 noarch");

    /// <summary>The newest context whose modules are active.</summary>
    [Theory]
    [InlineData("dbi-1-1.noarch perl-26-1.noarch", "perl:5.26")]
    [InlineData("dbi-1-2.noarch perl-30-1.noarch", "perl:5.30")]
    [InlineData("dbi-1-2.noarch perl-30-1.noarch", "dbi:1")]
    public void TheContextIsTheOneBuiltForTheActiveStreams(string installed, string stream) =>
        Assert.Equal(installed, Built.Install(Request(Dependent, [stream], "dbi", "perl")));

    [Fact]
    public void AStreamThatRequiresADisabledModuleIsRefusedAndADefaultOneIsNotActive()
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Check(Dependent, ["dbi:1", "-perl"]));
        Assert.Equal("""
            IC-SLV11: these module streams cannot be active together:
            module(dbi:1) is wanted: dbi:1-9-1.noarch or dbi:1-8-1.noarch
            dbi:1-8-1.noarch requires module(perl:5.26), which nothing that may be chosen provides
            dbi:1-9-1.noarch requires module(perl:5.30), which nothing that may be chosen provides
            """, $"{error.Id}: {error.Message}");
        Check(Dependent, ["-perl"]);
        Assert.Contains("is of module dbi:1, which is not enabled", Built.Explain(Request(Dependent, ["-perl"], "dbi")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50, 50, "node-30-1.noarch")]
    [InlineData(10, 50, "node-16-1.noarch")]
    [InlineData(50, 10, "node-20-1.noarch")]
    public void TheDefaultOfTheBetterRepositoryCounts(int first, int second, string installed)
    {
        ImmutableArray<ModuleMetadata> modules =
        [
            Read(Modules + "\n--- {document: modulemd-defaults, version: 1, data: {module: node, stream: '16'}}"),
            Read("{document: modulemd-defaults, version: 1, data: {module: node, stream: '20'}}"),
        ];
        Assert.Equal(installed, Packages.Install(new ResolutionRequest("x86_64", ["node"]) { Streams = Of(modules, [], first, second) }));
    }

    [Fact]
    public void AModuleOfAnotherArchitectureIsNotActive() => Assert.Equal(
        "node-30-1.noarch", Packages.Install(Request((Modules + Default).Replace("x86_64", "aarch64", StringComparison.Ordinal), [], "node")));

    private static void Check(string yaml, string[] streams) => Of([Read(yaml)], streams);

    private static ResolutionRequest Request(string yaml, string[] streams, params ImmutableArray<string> wanted) =>
        new("x86_64", wanted) { Streams = Of([Read(yaml)], streams) };

    private static ActiveStreams Of(ImmutableArray<ModuleMetadata> modules, string[] streams, params ImmutableArray<int> priorities) =>
        ActiveStreams.Of(modules, [.. streams.Select(stream => new Located<string>(stream, new SourceLocation("test")))], "x86_64", priorities);

    private static ModuleMetadata Read(string yaml) => ModuleMetadataReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(yaml)));
}
