using InitrdComposer.Diagnostics;
using InitrdComposer.Resolver;
using Xunit;

namespace InitrdComposer.Tests.Resolver;

public sealed class SpecTests
{
    private static readonly Scenario Shells = new("""
        =Pkg: bash 5.1 1 x86_64
        =Pkg: bash 5.2 1 x86_64
        =Prv: /bin/sh
        =Fil: /usr/bin/bash
        =Pkg: bash-doc 2:5.2 1 noarch
        =Pkg: zsh 5.9 3 x86_64
        =Prv: shell = 3
        """);

    [Theory]
    [InlineData("bash", "bash-5.2-1.x86_64")]
    [InlineData("bash.x86_64", "bash-5.2-1.x86_64")]
    [InlineData("bash-5.1", "bash-5.1-1.x86_64")]
    [InlineData("bash-5.1-1", "bash-5.1-1.x86_64")]
    [InlineData("bash-5.1-1.x86_64", "bash-5.1-1.x86_64")]
    [InlineData("bash-doc-5.2-1.noarch", "bash-doc-2:5.2-1.noarch")]
    [InlineData("bash-doc-2:5.2-1.noarch", "bash-doc-2:5.2-1.noarch")]
    [InlineData("bash < 5.2", "bash-5.1-1.x86_64")]
    [InlineData("bash>=5.2", "bash-5.2-1.x86_64")]
    [InlineData("bash*", "bash-5.2-1.x86_64 bash-doc-2:5.2-1.noarch")]
    [InlineData("[xyz]s?", "zsh-5.9-3.x86_64")]
    [InlineData("/usr/bin/bash", "bash-5.2-1.x86_64")]
    [InlineData("/usr/bin/b*", "bash-5.2-1.x86_64")]
    [InlineData("/bin/sh", "bash-5.2-1.x86_64")]
    [InlineData("shell", "zsh-5.9-3.x86_64")]
    [InlineData("shell = 3", "zsh-5.9-3.x86_64")]
    [InlineData("(missing or zsh)", "zsh-5.9-3.x86_64")]
    public void EveryFormFindsItsPackages(string spec, string installed) => Assert.Equal(installed, Shells.Install(spec));

    [Theory]
    [InlineData("(bash or")]
    [InlineData("bash >=")]
    [InlineData("bash zsh")]
    public void WhatIsNoSpecIsAUsageError(string spec)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Shells.Resolve(new("x86_64", [spec])));
        Assert.Equal(ResolverDiagnostics.MalformedSpec, error.Id);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("[z-a]sh")]
    [InlineData("[!]sh")]
    public void AGlobThatIsNoneOrEmptyMatchesNothing(string spec) =>
        Assert.IsType<Resolution.Failed>(PackageResolver.Resolve(Shells.Pool, new("x86_64", [spec])));

    [Fact]
    public void ANameThatAnotherPackageObsoletesMeansThatOneToo()
    {
        var renamed = new Scenario("""
            =Pkg: old 1 1 noarch
            =Pkg: new 1 1 noarch
            =Obs: old < 2
            """);
        Assert.Equal("new-1-1.noarch", renamed.Install("old"));
        Assert.Equal("old-1-1.noarch", renamed.Install("old-1-1.noarch"));
    }
}
