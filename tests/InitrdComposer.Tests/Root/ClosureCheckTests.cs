using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Packages;
using InitrdComposer.Root;
using Xunit;

namespace InitrdComposer.Tests.Root;

public sealed class ClosureCheckTests
{
    [Theory]
    [InlineData("lib")]
    [InlineData("lib = 1.0")]
    [InlineData("lib.so.1()(64bit)")]
    [InlineData("virtual >= 2")]
    [InlineData("/usr/bin/tool")]
    [InlineData("(missing or lib)")]
    [InlineData("(missing if absent)")]
    [InlineData("(lib with virtual)")]
    [InlineData("(virtual without absent)")]
    [InlineData("(lib unless absent)")]
    public void WhatIsThereIsProvided(string requirement) => ClosureCheck.Require([App(requirement), Library], "recipe.toml", null);

    [Theory]
    [InlineData("missing")]
    [InlineData("lib > 1.0")]
    [InlineData("virtual >= 4")]
    [InlineData("/usr/bin/other")]
    [InlineData("(missing if lib)")]
    [InlineData("(lib with missing)")]
    [InlineData("(virtual without lib)")]
    [InlineData("(lib and missing)")]
    public void WhatIsNotIsNamedWithWhoRequiresIt(string requirement)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => ClosureCheck.Require([App(requirement), Library], "recipe.toml", "rescue"));
        Assert.Equal(("IC-LCK08", FailureKind.Verification), (error.Id.ToString(), error.Id.Kind));
        Assert.Equal($"the lock is not closed: app-1.0-1.x86_64 requires {requirement}, and no package of the initrd of variant rescue provides it", error.Message);
    }

    private static PackageHeader Library { get; } = new FakePackage("lib").File("/usr/bin/tool", "x").Header with
    {
        Provides = [Dependency.Parse("lib.so.1()(64bit)"), Dependency.Parse("virtual = 3")],
    };

    private static PackageHeader App(string requirement) => new FakePackage("app").Header with { Requires = [Dependency.Parse(requirement)] };
}
